// SPDX-License-Identifier: GPL-3.0-or-later
// What lies at a place of a timeline.
#include <QHelpEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <iterator>

#include "charts/timeline_text.h"
#include "charts/timeline_view.h"
#include "format/time_axis.h"
#include "format/units.h"
#include "models/qt_text.h"

namespace folioscope::charts {
namespace {

constexpr double kNear = 4;  // pixels that a pointer may miss by

// The shortest of those whose bar is at the place.
template <class Item, class SpanOf>
const Item* bar_at(const std::vector<Item>& items, const Lane& lane, const TimelineScene& scene,
                   const QPoint& place, SpanOf span_of) {
  const Item* found = nullptr;
  std::int64_t shortest = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const query::TimeSpan span = span_of(items[i]);
    if (scene.x_of(span.begin_ns) > place.x() + kNear ||
        scene.x_of(span.end_ns) < place.x() - kNear)
      continue;
    const QRectF row = scene.row_of(lane, lane.row_of.at(i));
    if (place.y() < row.top() - 1 || place.y() > row.bottom() + 1) continue;
    if (found != nullptr && span.length() >= shortest) continue;
    found = &items[i];
    shortest = span.length();
  }
  return found;
}

template <class Item, class TimeOf>
const Item* mark_at(const std::vector<Item>& items, const TimelineScene& scene, double x,
                    TimeOf time_of) {
  const Item* found = nullptr;
  double nearest = kNear;
  const auto from = std::ranges::lower_bound(items, scene.ns_at(x - kNear), {}, time_of);
  for (auto at = from; at != items.end(); ++at) {
    const double distance = scene.x_of(time_of(*at)) - x;
    if (distance > kNear) break;
    if (std::abs(distance) > nearest) continue;
    nearest = std::abs(distance);
    found = &*at;
  }
  return found;
}

std::int64_t time_of_failure(const store::FailureRow& failure) {
  return query::bounded_time(failure.time);
}
query::TimeSpan span_of_hold(const query::PageHold& hold) { return hold.span; }

// The time next to `ns` in a sorted range.
template <class Items, class TimeOf>
std::optional<std::int64_t> next_time(const Items& items, std::int64_t ns, bool later,
                                      TimeOf time_of) {
  const auto at = later ? std::ranges::upper_bound(items, ns, {}, time_of)
                        : std::ranges::lower_bound(items, ns, {}, time_of);
  if (later) return at == items.end() ? std::nullopt : std::optional(time_of(*at));
  return at == items.begin() ? std::nullopt : std::optional(time_of(*std::prev(at)));
}

}  // namespace

const Lane* TimelineView::lane_at(const QPoint& place) const {
  if (place.y() < scene_.plot().top() || place.y() > scene_.plot().bottom()) return nullptr;
  const auto lane = std::ranges::find_if(lanes_, [&](const Lane& candidate) {
    const QRect rect = scene_.rect_of(candidate);
    return place.y() >= rect.top() && place.y() <= rect.bottom();
  });
  return lane == lanes_.end() ? nullptr : &*lane;
}

TimelineView::Thing TimelineView::thing_at(const Lane& lane, const QPoint& place) const {
  const query::PageHistory* page = lane.kind == LaneKind::Operations ||
                                           lane.kind == LaneKind::Failures ||
                                           lane.kind == LaneKind::Cpu
                                       ? nullptr
                                       : scene_.pages.at(lane.index).history;
  switch (lane.kind) {
    case LaneKind::Operations:
      return {.operation = bar_at(scene_.boot->operations, lane, scene_, place,
                                  [](const store::OperationRow& operation) {
                                    return query::TimeSpan{query::bounded_time(operation.begin),
                                                           query::bounded_time(operation.end)};
                                  })};
    case LaneKind::Failures:
      return {.failure =
                  mark_at(scene_.boot->references.failures, scene_, place.x(), time_of_failure)};
    case LaneKind::PageLocks:
      return {.lock = bar_at(page->locks, lane, scene_, place, span_of_hold)};
    case LaneKind::PageReferences:
      return {.reference = bar_at(page->references, lane, scene_, place, span_of_hold)};
    case LaneKind::PageWaits:
      return {.wait = bar_at(page->waits, lane, scene_, place,
                             [](const query::PageWait& wait) { return wait.span; })};
    case LaneKind::PageEvents:
      return {.mark = page == nullptr
                          ? nullptr
                          : mark_at(page->marks, scene_, place.x(),
                                    [](const query::PageMark& mark) { return mark.time_ns; })};
    case LaneKind::Cpu:
      break;
  }
  return {};
}

QString TimelineView::cpu_text(const Lane& lane, const QPoint& place) const {
  const query::CpuOutline& cpu = scene_.boot->cpus.at(lane.index);
  const query::TimeSpan around{scene_.ns_at(place.x() - 2), scene_.ns_at(place.x() + 2)};
  QStringList lines;
  lines << models::text(format::guest_time(scene_.ns_at(place.x())));
  for (const models::EventTick& tick : models::ticks_of(cpu, data_->chunks(), around, 6))
    lines << tr("%1 at %2")
                 .arg(tick.name == nullptr ? QStringLiteral("?") : name_of(*tick.name),
                      models::text(format::guest_time(tick.ns)));
  const double events = models::density_of(cpu, data_->chunks(), around, 1).total;
  if (const auto listed = static_cast<double>(lines.size() - 1); events > listed + 0.5)
    lines
        << tr("about %1 events in 4 pixels").arg(models::text(format::count(std::llround(events))));
  if (cpu.lost != 0)
    lines << tr("%1 of this CPU were lost").arg(models::text(format::plural(cpu.lost, "event")));
  return lines.join('\n');
}

QString TimelineView::text_at(const QPoint& place) const {
  const Lane* lane = scene_.boot == nullptr ? nullptr : lane_at(place);
  if (lane == nullptr || place.x() < kTitleWidth) return {};
  if (lane->kind == LaneKind::Cpu) return cpu_text(*lane, place);
  const Thing thing = thing_at(*lane, place);
  if (thing.operation != nullptr) return text_of(*thing.operation);
  if (thing.failure != nullptr) return text_of(*thing.failure, *scene_.boot);
  if (thing.lock != nullptr) return text_of(*thing.lock, tr("held the lock"), *scene_.boot);
  if (thing.reference != nullptr)
    return text_of(*thing.reference, tr("had a reference"), *scene_.boot);
  if (thing.wait != nullptr) return text_of(*thing.wait);
  return thing.mark == nullptr ? QString() : text_of(*thing.mark);
}

bool TimelineView::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const QString text = text_at(help->pos());
    QToolTip::showText(
        help->globalPos(),
        text.isEmpty()
            ? QString()
            : QStringLiteral("<p style='white-space: pre-wrap'>%1</p>").arg(text.toHtmlEscaped()),
        viewport());
    return true;
  }
  if (event->type() == QEvent::Leave) {
    scene_.pointer_x.reset();
    viewport()->update();
  }
  return QAbstractScrollArea::viewportEvent(event);
}

std::optional<std::int64_t> TimelineView::next_in(const Lane& lane, std::int64_t ns,
                                                  bool later) const {
  switch (lane.kind) {
    case LaneKind::Cpu: {
      const query::CpuOutline& cpu = scene_.boot->cpus.at(lane.index);
      return later ? models::event_after(cpu, data_->chunks(), ns)
                   : models::event_before(cpu, data_->chunks(), ns);
    }
    case LaneKind::Operations:
      return next_time(scene_.boot->operations, ns, later,
                       [](const store::OperationRow& operation) {
                         return query::bounded_time(operation.begin);
                       });
    case LaneKind::Failures:
      return next_time(scene_.boot->references.failures, ns, later, time_of_failure);
    case LaneKind::PageLocks:
    case LaneKind::PageWaits:
    case LaneKind::PageReferences:
    case LaneKind::PageEvents:
      break;
  }
  const query::PageHistory* page = scene_.pages.at(lane.index).history;
  if (page == nullptr) return std::nullopt;
  return next_time(page->marks, ns, later,
                   [](const query::PageMark& mark) { return mark.time_ns; });
}

}  // namespace folioscope::charts
