// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timeline_painter.h"

#include <QFontMetrics>
#include <QObject>
#include <algorithm>
#include <cmath>

#include "charts/timeline_text.h"
#include "format/time_axis.h"
#include "format/units.h"
#include "models/colors.h"
#include "models/qt_text.h"

namespace folioscope::charts {
namespace {

constexpr int kLabelGap = 14, kTickSpacing = 96, kSwatch = 9;  // pixels

}  // namespace

TimelinePainter::TimelinePainter(QPainter& painter, const TimelineScene& scene)
    : painter_(painter), scene_(scene), plot_(scene.plot()) {}

QColor TimelinePainter::ink(int alpha) const {
  QColor color = scene_.palette.color(QPalette::WindowText);
  color.setAlpha(alpha);
  return color;
}

// The text's colour, or the background's: the one that is told apart better.
QColor TimelinePainter::ink_on(const QColor& background) const {
  const QColor text = scene_.palette.color(QPalette::Text),
               base = scene_.palette.color(QPalette::Base);
  const auto distance = [&](const QColor& color) {
    return std::abs(qGray(color.rgb()) - qGray(background.rgb()));
  };
  return distance(text) >= distance(base) ? text : base;
}

QColor TimelinePainter::used(const QColor& color, const QString& name) {
  legend_.emplace(name, color);
  return color;
}

void TimelinePainter::paint() {
  painter_.fillRect(QRect(QPoint(), scene_.size), scene_.palette.color(QPalette::Base));
  paint_overview();
  paint_ruler();
  painter_.save();
  painter_.setClipRect(QRect(0, plot_.top(), scene_.size.width(), plot_.height()));
  paint_titles();
  painter_.setClipRect(plot_);
  for (const query::CpuOutline& cpu : scene_.boot->cpus)
    densities_.push_back(models::density_of(cpu, *scene_.chunks, scene_.zoom.shown(),
                                            static_cast<std::size_t>(plot_.width())));
  for (const Lane& lane : *scene_.lanes)
    if (scene_.rect_of(lane).intersects(plot_)) paint_lane(lane);
  painter_.restore();
  paint_marks_of_time();
  paint_legend();
}

void TimelinePainter::paint_lane(const Lane& lane) {
  switch (lane.kind) {
    case LaneKind::Operations:
      return paint_operations(lane);
    case LaneKind::Failures:
      return paint_failures(lane);
    case LaneKind::PageLocks:
      return paint_locks(lane);
    case LaneKind::PageWaits:
      return paint_waits(lane);
    case LaneKind::PageReferences:
      return paint_references(lane);
    case LaneKind::PageEvents:
      return paint_page_events(lane);
    case LaneKind::Cpu:
      return paint_cpu(lane);
  }
}

// Where in the boot we are.
void TimelinePainter::paint_overview() {
  const QRect strip(kTitleWidth, 2, plot_.width(), kOverviewHeight - 4);
  painter_.fillRect(strip, ink(28));
  const query::TimeSpan &whole = scene_.zoom.whole(), &shown = scene_.zoom.shown();
  if (whole.empty()) return;
  const auto x_in = [&](std::int64_t ns) {
    return strip.left() + static_cast<double>(ns - whole.begin_ns) /
                              static_cast<double>(whole.length()) * strip.width();
  };
  const double left = x_in(shown.begin_ns), right = x_in(shown.end_ns);
  painter_.fillRect(QRectF(left, strip.top(), std::max(right - left, 3.0), strip.height()),
                    ink(140));
}

void TimelinePainter::paint_ruler() {
  const query::TimeSpan& shown = scene_.zoom.shown();
  const QFontMetrics metrics(painter_.font());
  const int most = std::max(2, plot_.width() / (kTickSpacing + kLabelGap));
  for (const format::TimeTick& tick : format::time_ticks(shown.begin_ns, shown.end_ns, most)) {
    const double x = std::round(scene_.x_of(tick.ns)) + 0.5;
    painter_.setPen(ink(30));
    painter_.drawLine(QPointF(x, kOverviewHeight + kRulerHeight - 4), QPointF(x, plot_.bottom()));
    const QString label = models::text(tick.label);
    const double width = metrics.horizontalAdvance(label);
    const double left = std::clamp(x - width / 2, static_cast<double>(kTitleWidth),
                                   std::max<double>(scene_.size.width() - width - 2, kTitleWidth));
    painter_.setPen(ink(170));
    painter_.drawText(QPointF(left, kOverviewHeight + metrics.ascent() + 3), label);
  }
  painter_.setPen(ink(200));
  painter_.drawText(QRect(8, kOverviewHeight, kTitleWidth - 16, kRulerHeight - 4),
                    Qt::AlignLeft | Qt::AlignVCenter,
                    models::text(format::short_time(static_cast<double>(shown.length()))) +
                        QObject::tr(" shown"));
}

void TimelinePainter::paint_titles() {
  const QFontMetrics metrics(painter_.font());
  for (std::size_t i = 0; i < scene_.lanes->size(); ++i) {
    const Lane& lane = (*scene_.lanes)[i];
    const QRect rect = scene_.rect_of(lane);
    if (!rect.intersects(plot_)) continue;
    if (scene_.current_lane == i)
      painter_.fillRect(QRect(0, rect.top(), scene_.size.width(), rect.height()), ink(14));
    painter_.setPen(ink(24));
    if (lane.begins_group)
      painter_.drawLine(0, rect.top() - 3, scene_.size.width(), rect.top() - 3);
    const QRect title(8, rect.top(), kTitleWidth - 16, std::min(rect.height(), 26));
    painter_.setPen(ink(225));
    painter_.drawText(title, Qt::AlignLeft | Qt::AlignVCenter, lane.title);
    const int room = title.width() - metrics.horizontalAdvance(lane.title) - 8;
    painter_.setPen(ink(135));
    painter_.drawText(title, Qt::AlignRight | Qt::AlignVCenter,
                      metrics.elidedText(lane.note, Qt::ElideRight, room));
  }
}

void TimelinePainter::paint_marker(std::int64_t ns, const QString& name) {
  const double x = scene_.x_of(ns);
  if (x < plot_.left() || x > plot_.right()) return;
  painter_.setPen(QPen(ink(210), 1, Qt::DashLine));
  painter_.drawLine(QPointF(x, plot_.top() - 6), QPointF(x, plot_.bottom()));
  const QRectF flag(x, plot_.top() - 8, 15, 15);
  painter_.fillRect(flag, scene_.palette.color(QPalette::WindowText));
  painter_.setPen(scene_.palette.color(QPalette::Window));
  painter_.drawText(flag, Qt::AlignCenter, name);
}

void TimelinePainter::paint_marks_of_time() {
  painter_.save();
  painter_.setClipRect(plot_.adjusted(0, -8, 0, 0));
  if (scene_.marker_a && scene_.marker_b) {
    const double a = scene_.x_of(*scene_.marker_a), b = scene_.x_of(*scene_.marker_b);
    painter_.fillRect(QRectF(std::min(a, b), plot_.top(), std::abs(a - b), plot_.height()),
                      ink(16));
  }
  if (scene_.box)
    painter_.fillRect(QRectF(scene_.box->first, plot_.top(), scene_.box->second - scene_.box->first,
                             plot_.height())
                          .normalized(),
                      ink(36));
  if (scene_.pointer_x && plot_.contains(static_cast<int>(*scene_.pointer_x), plot_.top())) {
    painter_.setPen(ink(50));
    painter_.drawLine(QPointF(*scene_.pointer_x, plot_.top()),
                      QPointF(*scene_.pointer_x, plot_.bottom()));
  }
  if (scene_.selected_ns) {
    const double x = scene_.x_of(*scene_.selected_ns);
    painter_.setPen(QPen(ink(230), 1.4));
    painter_.drawLine(QPointF(x, plot_.top() - 4), QPointF(x, plot_.bottom()));
  }
  if (scene_.marker_a) paint_marker(*scene_.marker_a, QStringLiteral("A"));
  if (scene_.marker_b) paint_marker(*scene_.marker_b, QStringLiteral("B"));
  painter_.restore();
}

void TimelinePainter::paint_legend() {
  const QFontMetrics metrics(painter_.font());
  const int top = scene_.size.height() - kLegendHeight;
  double x = kTitleWidth;
  for (const auto& [name, color] : legend_) {
    const QString shown = metrics.elidedText(name, Qt::ElideRight, 160);
    if (x + kSwatch + 5 + metrics.horizontalAdvance(shown) > scene_.size.width()) break;
    painter_.fillRect(QRectF(x, top + (kLegendHeight - kSwatch) / 2.0, kSwatch, kSwatch), color);
    x += kSwatch + 5;
    painter_.setPen(ink(170));
    painter_.drawText(QRectF(x, top, 170, kLegendHeight), Qt::AlignLeft | Qt::AlignVCenter, shown);
    x += metrics.horizontalAdvance(shown) + kLabelGap;
  }
}

void TimelinePainter::paint_bar(const Bar& bar, std::vector<int>& last_pixels, int row) {
  if (!visible(bar.span)) return;
  const double left = std::max(scene_.x_of(bar.span.begin_ns), plot_.left() - 3.0);
  const double right = std::min(scene_.x_of(bar.span.end_ns), plot_.right() + 4.0);
  const double width = std::max(right - left, 1.6);
  auto& last = last_pixels[static_cast<std::size_t>(row)];
  const int pixel = static_cast<int>(left);
  if (width < 2 && pixel == last) return;
  last = pixel;
  const QRectF rect(left, bar.row.top(), width, bar.row.height());
  QColor fill = bar.color;
  if (!bar.whole) fill.setAlpha(120);
  painter_.fillRect(rect, fill);
  if (width > 4) {
    painter_.setPen(bar.color.darker(125));
    painter_.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5));
  }
  if (bar.text.isEmpty() || width < 34) return;
  const QRectF room = rect.intersected(QRectF(plot_)).adjusted(4, 0, -3, 0);
  painter_.setPen(ink_on(bar.color));
  painter_.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                    QFontMetrics(painter_.font())
                        .elidedText(bar.text, Qt::ElideRight, static_cast<int>(room.width())));
}

void TimelinePainter::paint_tick(double x, const QRectF& row, const QColor& color) {
  painter_.fillRect(QRectF(std::floor(x), row.top(), 1.6, row.height()), color);
}

}  // namespace folioscope::charts
