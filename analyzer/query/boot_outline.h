// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of a boot over its time without reading an event: the frame of its timeline.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "query/time_span.h"
#include "store/reader.h"

namespace folioscope::query {

struct CpuOutline {
  int cpu = 0;
  std::vector<store::ChunkSummary> chunks;  // by seq, those with events
  std::int64_t events = 0;
  std::int64_t lost = 0;  // the guest counts them; when it lost them is not known
};

struct BootOutline {
  CellId cell;
  TimeSpan whole;                                   // of all that is here; empty: nothing is
  std::vector<CpuOutline> cpus;                     // by number, those with events or losses
  std::vector<store::OperationRow> operations;      // by begin
  store::ReferenceRows references;                  // failures by time
  std::map<std::int64_t, std::string> stacks = {};  // frames by id, as in the table stack
};

Result<BootOutline> load_outline(store::Reader& reader, CellId cell);

}  // namespace folioscope::query
