// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/page_moments.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "query/event_text.h"
#include "query/page_intervals.h"
#include "query/sql_value.h"

namespace folioscope::query {
namespace {

using Frames = std::map<std::int64_t, std::string>;

Result<Frames> frames_by_id(store::Reader& reader, CellId cell) {
  TRY(auto rows, reader.stacks(cell));
  Frames frames;
  for (store::StackRow& row : rows) frames[row.id] = std::move(row.frames);
  return frames;
}

std::string frames_at(const Frames& frames, std::int64_t id) {
  const auto found = frames.find(id);
  return found == frames.end() ? std::string() : found->second;
}

PageMoment moment_of(const store::IntervalRow& row, PageMoment::Kind kind, const Frames& frames) {
  return {.kind = kind,
          .begin = row.begin,
          .end = row.end,
          .what = row.holder_class,
          .pid = row.pid,
          .comm = row.comm,
          .cpu = row.cpu,
          .waiters = row.waiters,
          .waited_ns = row.waited_ns,
          .frames = frames_at(frames, row.stack)};
}

Status add_failures(store::Reader& reader, CellId cell, std::uint64_t pfn, const Frames& frames,
                    const std::stop_token& stop, std::vector<PageMoment>& moments) {
  return reader.sql(
      fmt::format("SELECT time_ns, kind, pid, stack, seen, expected FROM failure"
                  " WHERE cell_id = {} AND pfn = {}",
                  cell.value, static_cast<std::int64_t>(pfn)),
      [](const auto&) {},
      [&](const std::vector<store::SqlValue>& row) {
        moments.push_back({.kind = PageMoment::Kind::Failure,
                           .begin = {static_cast<std::uint64_t>(integer(row[0]))},
                           .what = fmt::format("{}: {} references, {} expected", view(row[1]),
                                               integer(row[4]), integer(row[5])),
                           .pid = integer(row[2]),
                           .frames = frames_at(frames, integer(row[3]))});
      },
      stop);
}

Status add_events(store::Reader& reader, CellId cell, std::uint64_t pfn, GuestTime around,
                  const Frames& frames, const std::stop_token& stop,
                  std::vector<PageMoment>& moments) {
  const auto middle = static_cast<std::int64_t>(around.ns);
  store::EventSelection selection;
  selection.cell = cell;
  selection.min_ns = std::max<std::int64_t>(middle - kEventWindow, 0);
  selection.max_ns = middle + kEventWindow;
  selection.pfn = pfn;
  return reader.events(
      selection,
      [&](const store::EventView& event) {
        if (event.format == nullptr) return true;
        const auto stack = number_in(*event.format, "stack", event.record);
        moments.push_back({.kind = PageMoment::Kind::Event,
                           .begin = {static_cast<std::uint64_t>(event.time_ns)},
                           .what = event.format->name,
                           .pid = number_in(*event.format, "common_pid", event.record),
                           .cpu = event.cpu,
                           .frames = frames_at(frames, stack.value_or(0))});
        return moments.size() < 16 * kMostMoments;
      },
      stop);
}

// 0: it is inside.
std::uint64_t distance(const PageMoment& moment, GuestTime around) {
  if (around < moment.begin) return moment.begin.ns - around.ns;
  const GuestTime end = moment.end.value_or(moment.begin);
  return around > end ? around.ns - end.ns : 0;
}

void keep_nearest(PageMoments& history, GuestTime around) {
  auto& moments = history.moments;
  history.more = moments.size() > kMostMoments;
  if (history.more) {
    std::ranges::stable_sort(moments, {},
                             [&](const PageMoment& moment) { return distance(moment, around); });
    moments.resize(kMostMoments);
  }
  std::ranges::stable_sort(
      moments, {}, [](const PageMoment& moment) { return std::tuple(moment.begin, moment.kind); });
}

}  // namespace

Result<PageMoments> load_page_moments(store::Reader& reader, CellId cell, std::uint64_t pfn,
                                      GuestTime around, const std::stop_token& stop) {
  PageMoments history;
  TRY(const Frames frames, frames_by_id(reader, cell));
  TRY(const PageIntervals stored, load_page_intervals(reader, cell, pfn));
  for (const store::IntervalRow& row : stored.locks)
    history.moments.push_back(moment_of(row, PageMoment::Kind::Lock, frames));
  for (const store::IntervalRow& row : stored.references)
    history.moments.push_back(moment_of(row, PageMoment::Kind::Reference, frames));
  history.from_events = stored.empty();
  TRY_STATUS(add_failures(reader, cell, pfn, frames, stop, history.moments));
  if (history.from_events)
    TRY_STATUS(add_events(reader, cell, pfn, around, frames, stop, history.moments));
  keep_nearest(history, around);
  return history;
}

Result<std::vector<LongHold>> load_longest_holds(store::Reader& reader,
                                                 std::span<const CellId> cells, std::size_t most,
                                                 const std::stop_token& stop) {
  std::vector<LongHold> holds;
  const auto longest_first = [](const LongHold& one, const LongHold& other) {
    const auto length = [](const LongHold& hold) { return hold.hold.end.ns - hold.hold.begin.ns; };
    return std::tuple(length(other), one.cell, one.hold.id) <
           std::tuple(length(one), other.cell, other.hold.id);
  };
  for (const CellId cell : cells) {
    if (stop.stop_requested()) return user_fault("stopped");
    TRY(auto rows, reader.lock_intervals(cell));
    for (store::IntervalRow& row : rows)
      if (row.end >= row.begin) holds.push_back({cell, std::move(row), {}});
    std::ranges::sort(holds, longest_first);
    holds.resize(std::min(holds.size(), most));
  }
  std::map<CellId, Frames> frames;
  for (LongHold& one : holds) {
    if (!frames.contains(one.cell)) {
      TRY(frames[one.cell], frames_by_id(reader, one.cell));
    }
    one.frames = frames_at(frames[one.cell], one.hold.stack);
  }
  return holds;
}

}  // namespace folioscope::query
