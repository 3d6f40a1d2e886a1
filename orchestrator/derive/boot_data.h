// SPDX-License-Identifier: GPL-3.0-or-later
// All that is known of one boot when it has ended, wherever it comes from: a session that just
// closed (run/assemble.h), the store (stored_boot.h). A value, but for the pages, which are read as
// a stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "derive/histogram_file.h"
#include "store/chunk_source.h"
#include "store/records.h"
#include "trace/format.h"
#include "trace/page.h"

namespace folioscope::derive {

// Texts of the guest's files in /sys/kernel/debug/mmtrace, read when the workload had ended; empty
// where the level had none.
inline constexpr const char* kZoneInfoFile = "zoneinfo";
inline constexpr const char* kCmaAreasFile = "cma_areas";

struct GuestFiles {
  std::string abi, stacks, holds, counters;
  std::string zoneinfo;   // of /proc
  std::string cma_areas;  // "NAME FIRST-FRAME PAGES" a line, as guest-image/init writes them
  std::vector<HistogramFile> histograms;
};

struct BootData {
  trace::PageLayout layout;
  trace::FormatTable formats;
  std::int64_t formats_not_understood = 0;  // format files; their events are in the pages
  std::size_t page_size = 4096;
  store::PagesByCpu pages;

  // What the guest's rings produced and lost. `stored` and `lost_transport` are not read: they
  // follow from the pages.
  std::vector<store::CpuAccounting> accounting;
  std::vector<store::ProbeAccounting> probes;
  std::int64_t batches_missing = 0;

  std::vector<store::VmstatRow> vmstat;
  std::vector<std::string> workload_lines;
  std::vector<store::MetricPatternRow> patterns;  // for these lines
  GuestFiles guest;

  // The System.map and the kernel it was built with; refused (anomaly symbols_refused, frames stay
  // offsets) unless that is `kernel`, the one that booted. Both empty: there are no symbols.
  std::string system_map, symbols_of, kernel;
  // Stacks that were named before: win over guest.stacks and symbols.
  std::vector<store::StackRow> named_stacks;
  // Of a boot whose stacks were named before: what its symbols_refused was then.
  std::int64_t symbols_refused = 0;
};

}  // namespace folioscope::derive
