// SPDX-License-Identifier: GPL-3.0-or-later
// The lines of a timeline, one function for each kind.
#include <QFontMetrics>
#include <QList>
#include <QObject>
#include <QPolygonF>
#include <algorithm>
#include <cmath>

#include "charts/timeline_painter.h"
#include "charts/timeline_text.h"
#include "format/units.h"
#include "models/colors.h"
#include "models/qt_text.h"

namespace folioscope::charts {
namespace {

// Events are drawn one by one when they are at least so far apart on average, in pixels.
constexpr double kTickRoom = 3;
constexpr double kNameRoom = 60;  // that a tick needs behind it to be named

QColor failure_color() { return models::status_color(CellStatus::GuestOops); }

QString length_of(const query::TimeSpan& span) {
  return models::text(format::short_time(static_cast<double>(span.length())));
}

QString class_name(const query::PageHold& hold) {
  return hold.holder_class.empty() ? QObject::tr("not classified")
                                   : models::text(hold.holder_class);
}

}  // namespace

void TimelinePainter::paint_operations(const Lane& lane) {
  std::vector<int> last_pixels(static_cast<std::size_t>(lane.rows), -1);
  const auto& operations = scene_.boot->operations;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const store::OperationRow& operation = operations[i];
    const query::TimeSpan span{query::bounded_time(operation.begin),
                               query::bounded_time(operation.end)};
    if (!visible(span)) continue;
    const QColor color = operation.failed
                             ? used(failure_color(), QObject::tr("failed"))
                             : used(models::status_color(CellStatus::Done), QObject::tr("done"));
    QString text = models::text(operation.kind) + ' ' + length_of(span);
    if (operation.failed) text = QStringLiteral("\u2715 ") + text + QObject::tr(", failed");
    paint_bar(
        {.span = span, .row = scene_.row_of(lane, lane.row_of.at(i)), .color = color, .text = text},
        last_pixels, lane.row_of[i]);
  }
}

void TimelinePainter::paint_failures(const Lane& lane) {
  const QRectF rect = QRectF(scene_.rect_of(lane)).adjusted(0, 3, 0, -3);
  int last = -1;
  for (const store::FailureRow& failure : scene_.boot->references.failures) {
    const std::int64_t ns = query::bounded_time(failure.time);
    if (!visible({ns, ns})) continue;
    const double x = scene_.x_of(ns);
    if (static_cast<int>(x) == last) continue;
    const bool apart = last < 0 || x - last > 5;
    last = static_cast<int>(x);
    paint_tick(x, rect, used(failure_color(), QObject::tr("failed")));
    if (!apart) continue;
    painter_.setPen(Qt::NoPen);
    painter_.setBrush(failure_color());
    painter_.drawPolygon(QPolygonF(
        QList<QPointF>{{x - 3.5, rect.top()}, {x + 4.5, rect.top()}, {x + 0.5, rect.top() + 6}}));
    painter_.setBrush(Qt::NoBrush);
  }
}

void TimelinePainter::paint_locks(const Lane& lane) {
  const query::PageHistory& history = *scene_.pages.at(lane.index).history;
  std::vector<int> last_pixels(static_cast<std::size_t>(lane.rows), -1);
  for (std::size_t i = 0; i < history.locks.size(); ++i) {
    const query::PageHold& hold = history.locks[i];
    if (!visible(hold.span)) continue;
    const QString name = class_name(hold);
    paint_bar({.span = hold.span,
               .row = scene_.row_of(lane, lane.row_of.at(i)),
               .color = used(models::class_color(hold.holder_class), name),
               .text = QStringLiteral("%1 %2").arg(name, length_of(hold.span)),
               .whole = hold.begin_seen && hold.end_seen},
              last_pixels, lane.row_of[i]);
  }
}

void TimelinePainter::paint_references(const Lane& lane) {
  const query::PageHistory& history = *scene_.pages.at(lane.index).history;
  std::vector<int> last_pixels(static_cast<std::size_t>(lane.rows), -1);
  for (std::size_t i = 0; i < history.references.size(); ++i) {
    const query::PageHold& hold = history.references[i];
    if (!visible(hold.span)) continue;
    const QString name = class_name(hold);
    paint_bar({.span = hold.span,
               .row = scene_.row_of(lane, lane.row_of.at(i)).adjusted(0, 1, 0, -1),
               .color = used(models::class_color(hold.holder_class), name),
               .text = hold.comm.empty() ? name : name + ' ' + models::text(hold.comm),
               .whole = hold.begin_seen},
              last_pixels, lane.row_of[i]);
  }
}

void TimelinePainter::paint_waits(const Lane& lane) {
  const query::PageHistory& history = *scene_.pages.at(lane.index).history;
  const auto locks = std::ranges::find_if(*scene_.lanes, [&](const Lane& other) {
    return other.kind == LaneKind::PageLocks && other.index == lane.index;
  });
  std::vector<int> last_pixels(static_cast<std::size_t>(lane.rows), -1);
  int last_arrow = -1;
  for (std::size_t i = 0; i < history.waits.size(); ++i) {
    const query::PageWait& wait = history.waits[i];
    if (!visible(wait.span)) continue;
    const QRectF row = scene_.row_of(lane, lane.row_of.at(i));
    paint_bar(
        {.span = wait.span,
         .row = row,
         .color = used(models::class_color("page_lock_waiter"), QObject::tr("waits")),
         .text = QObject::tr("pid %1 %2").arg(QString::number(wait.pid), length_of(wait.span)),
         .whole = wait.begin_seen && wait.end_seen},
        last_pixels, lane.row_of[i]);
    const double to = scene_.x_of(wait.span.end_ns);
    if (!wait.waker || locks == scene_.lanes->end() || static_cast<int>(to) == last_arrow) continue;
    last_arrow = static_cast<int>(to);
    paint_arrow({scene_.x_of(wait.woken_ns), scene_.row_of(*locks, 0).center().y()},
                {to, row.center().y()});
  }
}

// From the one who let the lock go to the one who had waited.
void TimelinePainter::paint_arrow(const QPointF& from, const QPointF& to) {
  painter_.save();
  painter_.setRenderHint(QPainter::Antialiasing);
  painter_.setPen(QPen(ink(190), 1.2));
  painter_.drawLine(from, to);
  const double angle = std::atan2(to.y() - from.y(), to.x() - from.x());
  const auto side = [&](double turn) {
    return to - QPointF(std::cos(angle + turn), std::sin(angle + turn)) * 6;
  };
  painter_.setBrush(ink(190));
  painter_.drawPolygon(QPolygonF(QList<QPointF>{to, side(0.45), side(-0.45)}));
  painter_.restore();
}

void TimelinePainter::paint_page_events(const Lane& lane) {
  const query::PageHistory* history = scene_.pages.at(lane.index).history;
  if (history == nullptr) return;
  const QRectF rect = QRectF(scene_.rect_of(lane)).adjusted(0, 4, 0, -4);
  const query::TimeSpan& shown = scene_.zoom.shown();
  const auto first =
      std::ranges::lower_bound(history->marks, shown.begin_ns, {}, &query::PageMark::time_ns);
  int last = -1;
  for (auto mark = first; mark != history->marks.end() && mark->time_ns <= shown.end_ns; ++mark) {
    const double x = scene_.x_of(mark->time_ns);
    const bool failed = mark->kind != query::PageMarkKind::Event;
    if (static_cast<int>(x) == last && !failed) continue;
    last = static_cast<int>(x);
    if (!failed) {
      const QString system = models::text(mark->event.system);
      paint_tick(x, rect, used(models::system_color(mark->event.system), system));
      continue;
    }
    painter_.setPen(QPen(used(failure_color(), QObject::tr("failed")), 1.8));
    const double middle = rect.center().y();
    painter_.drawLine(QPointF(x - 3, middle - 3.5), QPointF(x + 3, middle + 3.5));
    painter_.drawLine(QPointF(x - 3, middle + 3.5), QPointF(x + 3, middle - 3.5));
  }
}

void TimelinePainter::paint_cpu(const Lane& lane) {
  const query::CpuOutline& cpu = scene_.boot->cpus.at(lane.index);
  const QRect rect = scene_.rect_of(lane).adjusted(0, 2, 0, -1);
  const models::Density& density = densities_.at(lane.index);
  paint_losses(rect, cpu);
  if (density.worst == models::Detail::Events && density.total * kTickRoom < plot_.width())
    paint_ticks(rect, cpu);
  else
    paint_density(rect, density);
  painter_.setPen(ink(40));
  painter_.drawLine(rect.bottomLeft(), rect.bottomRight());
}

// Higher by the logarithm of what a column has: a single event is seen beside a thousand.
// On every CPU by the same measure.
void TimelinePainter::paint_density(const QRect& rect, const models::Density& density) {
  const double scale =
      std::log2(1 + std::ranges::max_element(densities_, {}, &models::Density::most)->most);
  for (std::size_t column = 0; column < density.events.size(); ++column) {
    const double events = density.events[column];
    if (events <= 0) continue;
    const double height =
        std::max(2.0, std::log2(1 + events) / std::max(scale, 1e-9) * rect.height());
    const std::string_view system = density.systems[column];
    const QColor color = density.worst == models::Detail::Summary && system.empty()
                             ? ink(60)
                             : used(models::system_color(system),
                                    system.empty() ? QStringLiteral("?") : models::text(system));
    painter_.fillRect(
        QRectF(rect.left() + static_cast<double>(column), rect.bottom() - height, 1, height),
        color);
  }
}

void TimelinePainter::paint_ticks(const QRect& rect, const query::CpuOutline& cpu) {
  const auto ticks = models::ticks_of(cpu, *scene_.chunks, scene_.zoom.shown(),
                                      static_cast<std::size_t>(plot_.width()));
  const QFontMetrics metrics(painter_.font());
  for (std::size_t i = 0; i < ticks.size(); ++i) {
    const double x = scene_.x_of(ticks[i].ns);
    const query::EventName name = ticks[i].name == nullptr ? query::EventName{} : *ticks[i].name;
    const QColor color =
        used(models::system_color(name.system),
             name.system.empty() ? QStringLiteral("?") : models::text(name.system));
    paint_tick(x, QRectF(rect.left(), rect.top() + 3, rect.width(), rect.height() - 3), color);
    const double next = i + 1 < ticks.size() ? scene_.x_of(ticks[i + 1].ns) : plot_.right();
    if (next - x < kNameRoom) continue;
    painter_.setPen(ink(170));
    painter_.drawText(QRectF(x + 4, rect.top(), next - x - 8, rect.height()),
                      Qt::AlignLeft | Qt::AlignVCenter,
                      metrics.elidedText(models::text(name.name), Qt::ElideRight,
                                         static_cast<int>(next - x - 8)));
  }
}

// Of a loss that no page places in time it is only known that it was somewhere on this line.
void TimelinePainter::paint_losses(const QRect& rect, const query::CpuOutline& cpu) {
  const auto losses = models::losses_of(cpu, *scene_.chunks, scene_.zoom.shown());
  if (cpu.lost == 0 && losses.empty()) return;
  QColor color = failure_color();
  color.setAlpha(60);
  const QColor shade = used(color, QObject::tr("events lost"));
  if (losses.empty()) return painter_.fillRect(rect, QBrush(shade, Qt::BDiagPattern));
  for (const query::TimeSpan& loss : losses) {
    const double left = std::max<double>(scene_.x_of(loss.begin_ns), rect.left());
    const double right = std::min<double>(scene_.x_of(loss.end_ns), rect.right());
    const QRectF stretch(left, rect.top(), std::max(right - left, 2.0), rect.height());
    painter_.fillRect(stretch, shade);
    painter_.setPen(ink(170));
    if (stretch.width() > kNameRoom + 20)
      painter_.drawText(stretch.adjusted(4, 0, -2, 0), Qt::AlignLeft | Qt::AlignVCenter,
                        QObject::tr("events lost"));
  }
}

}  // namespace folioscope::charts
