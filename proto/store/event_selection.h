// SPDX-License-Identifier: GPL-3.0-or-later
// Events of one boot by what they have in common, without SQL: what Reader::events takes and gives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/units.h"
#include "trace/format.h"

namespace folioscope::store {

// Unset or empty: any. Times are as the table `event` has them (event_table.h), bounds included.
// An event without a field of the name asked for (pid: common_pid) has no such value.
struct EventSelection {
  CellId cell;
  std::optional<int> cpu = {};
  std::optional<std::int64_t> min_ns = {}, max_ns = {};
  std::vector<std::string> names = {};  // of events, without the system
  std::optional<std::int64_t> pid = {};
  std::optional<std::uint64_t> pfn = {};
};

// Holds while it is visited, and the format as long as the Reader is asked for nothing else.
struct EventView {
  CellId cell;
  int cpu = 0;
  std::int64_t time_ns = 0;
  const trace::EventFormat* format = nullptr;  // null: no format has this type
  std::span<const std::byte> record;           // may be shorter than format->fixed_size
};

// What is known of a stored chunk without reading its pages.
struct ChunkSummary {
  int cpu = 0;
  std::int64_t seq = 0;  // 0, 1, 2, ... of the CPU
  std::int64_t events = 0;
  std::int64_t first_ns = 0, last_ns = 0;  // smallest and largest time in it; 0 without events
  std::vector<std::pair<std::string, std::int64_t>> by_name = {};  // empty: not known

  bool operator==(const ChunkSummary&) const = default;
};

}  // namespace folioscope::store
