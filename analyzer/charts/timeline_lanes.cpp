// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timeline_lanes.h"

#include <QObject>
#include <algorithm>

#include "format/units.h"
#include "models/qt_text.h"

namespace folioscope::charts {
namespace {

constexpr int kMostRows = 5;
constexpr int kRowHeight = 18, kCpuHeight = 27, kMarkHeight = 18, kPadding = 6;  // pixels

template <class Item, class SpanOf>
Rows rows_of(const std::vector<Item>& items, SpanOf span_of) {
  std::vector<query::TimeSpan> spans;
  spans.reserve(items.size());
  for (const Item& item : items) spans.push_back(span_of(item));
  return rows_for(spans, kMostRows);
}

Lane bars(LaneKind kind, std::size_t index, const QString& title, Rows rows) {
  return {.kind = kind,
          .index = index,
          .title = title,
          .note = {},
          .row_of = std::move(rows.row_of),
          .rows = rows.count,
          .height = rows.count * kRowHeight + kPadding};
}

void add_page(const FollowedPage& page, std::size_t index, std::vector<Lane>& lanes) {
  const QString name = QStringLiteral("pfn 0x%1").arg(page.pfn, 0, 16);
  if (page.history == nullptr) {
    lanes.push_back({.kind = LaneKind::PageEvents,
                     .index = index,
                     .title = name,
                     .note = QObject::tr("reading"),
                     .begins_group = true,
                     .height = kMarkHeight});
    return;
  }
  const query::PageHistory& history = *page.history;
  const auto hold_span = [](const query::PageHold& hold) { return hold.span; };
  const std::size_t first = lanes.size();
  if (!history.locks.empty())
    lanes.push_back(
        bars(LaneKind::PageLocks, index, QObject::tr("lock"), rows_of(history.locks, hold_span)));
  if (!history.waits.empty())
    lanes.push_back(
        bars(LaneKind::PageWaits, index, QObject::tr("waits"),
             rows_of(history.waits, [](const query::PageWait& wait) { return wait.span; })));
  if (!history.references.empty())
    lanes.push_back(bars(LaneKind::PageReferences, index, QObject::tr("references"),
                         rows_of(history.references, hold_span)));
  const auto marks = static_cast<std::int64_t>(history.marks.size());
  lanes.push_back(
      {.kind = LaneKind::PageEvents,
       .index = index,
       .title = history.cut ? QObject::tr("first %1 events").arg(models::text(format::count(marks)))
                            : models::text(format::plural(marks, "event")),
       .note = {},
       .height = kMarkHeight});
  lanes[first].begins_group = true;
  lanes[first].note = lanes[first].title;
  lanes[first].title = name;
}

QString cpu_note(const query::CpuOutline& cpu) {
  const QString events = models::text(format::count(cpu.events));
  return cpu.lost == 0
             ? events
             : QObject::tr("%1, %2 lost").arg(events, models::text(format::count(cpu.lost)));
}

}  // namespace

Rows rows_for(const std::vector<query::TimeSpan>& spans, int most) {
  Rows rows;
  std::vector<std::int64_t> free_from;  // of each row
  for (const query::TimeSpan& span : spans) {
    auto row =
        std::ranges::find_if(free_from, [&](std::int64_t free) { return free <= span.begin_ns; });
    if (row == free_from.end() && static_cast<int>(free_from.size()) < most)
      row = free_from.insert(free_from.end(), 0);
    if (row == free_from.end()) row = std::ranges::min_element(free_from);
    *row = std::max(*row, span.end_ns);
    rows.row_of.push_back(static_cast<int>(row - free_from.begin()));
  }
  rows.count = std::max(1, static_cast<int>(free_from.size()));
  return rows;
}

std::vector<Lane> lanes_of(const query::BootOutline& boot, const std::vector<FollowedPage>& pages) {
  std::vector<Lane> lanes;
  if (!boot.operations.empty()) {
    lanes.push_back(bars(LaneKind::Operations, 0, QObject::tr("Operations"),
                         rows_of(boot.operations, [](const store::OperationRow& operation) {
                           return query::TimeSpan{query::bounded_time(operation.begin),
                                                  query::bounded_time(operation.end)};
                         })));
    lanes.back().note =
        models::text(format::count(static_cast<std::int64_t>(boot.operations.size())));
  }
  if (const std::size_t failures = boot.references.failures.size(); failures > 0)
    lanes.push_back({.kind = LaneKind::Failures,
                     .title = QObject::tr("Failures"),
                     .note = models::text(format::count(static_cast<std::int64_t>(failures))),
                     .height = kMarkHeight});
  for (std::size_t i = 0; i < pages.size(); ++i) add_page(pages[i], i, lanes);
  for (std::size_t i = 0; i < boot.cpus.size(); ++i)
    lanes.push_back({.kind = LaneKind::Cpu,
                     .index = i,
                     .title = QObject::tr("CPU %1").arg(boot.cpus[i].cpu),
                     .note = cpu_note(boot.cpus[i]),
                     .begins_group = i == 0,
                     .height = kCpuHeight});
  int top = 0;
  for (Lane& lane : lanes) {
    if (lane.begins_group && top > 0) top += kPadding;
    lane.top = top;
    top += lane.height;
  }
  return lanes;
}

}  // namespace folioscope::charts
