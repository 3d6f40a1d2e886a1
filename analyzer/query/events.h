// SPDX-License-Identifier: GPL-3.0-or-later
// Single events of one boot as they are shown: which of them, in what order, in what text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "query/event_filter.h"
#include "store/reader.h"

namespace folioscope::query {

struct EventRow {
  CellId cell;
  int cpu = 0;
  std::int64_t time_ns = 0;         // since the guest's boot
  std::string system, name;         // empty: no format says what it is
  std::optional<std::int64_t> pid;  // of the task that was running
  std::optional<std::uint64_t> pfn;
  // "pfn=0x1f400 function=__filemap_get_folio+0x12 count=2": in the format's order, without the
  // fields that all events have. Of one line and bounded; untrusted all the same.
  std::string fields;

  bool operator==(const EventRow&) const = default;
};

// More are no help to a reader, and cost the table's memory: about 250 bytes each.
inline constexpr std::size_t kMostEvents = 20'000;

struct EventWindow {
  CellId cell;
  std::optional<std::int64_t> begin_ns = {}, end_ns = {};  // both included
};
struct EventRows {
  std::vector<EventRow> rows;  // by time over all CPUs, the first ones of the window
  bool more = false;           // the window has further events that match
};
// The first `most` events of the window that match. Faults: the store's; User: it was stopped.
Result<EventRows> load_events(store::Reader& reader, const EventWindow& window,
                              const EventFilter& filter, std::size_t most, std::stop_token stop);

// A head line and a line for each row, the columns set apart by tabs.
std::string tab_separated(std::span<const EventRow> rows);

}  // namespace folioscope::query
