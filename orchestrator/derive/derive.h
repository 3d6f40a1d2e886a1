// SPDX-License-Identifier: GPL-3.0-or-later
// From what a boot left (events, vmstat, the workload's lines) to one number per metric and boot.
// Pure: the same inputs give the same rows, so `folioscope derive` can rebuild them from the store.
// Each kernel story (CMA, migration, references, ...) is a tracker of its own, in its own file.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/records.h"
#include "trace/format.h"
#include "trace/page.h"

namespace folioscope::derive {

struct Derived {
  std::vector<store::MetricRow> metrics;
  std::vector<store::DistributionRow> distributions;
  std::vector<store::AnomalyRow> anomalies;  // e.g. events whose partner is missing
  std::vector<store::StackRow> stacks;       // named as far as the symbols reach
  store::ReferenceRows references;           // failed migrations, and who held the page
};

// Texts of the guest's files in /sys/kernel/debug/mmtrace, read when the workload had ended; empty
// where the level had none.
struct GuestFiles {
  std::string stacks, holds, counters;
};

// The text of an event's file `hist`; `name` is "hist:SYSTEM:EVENT".
struct EventHistogramText {
  std::string name, text;
};

// Everything but the events.
struct Finish {
  std::vector<store::VmstatRow> vmstat;
  std::vector<std::string> workload_lines;
  // Some CPU lost events; metrics made of events are marked.
  bool lossy = false;
  GuestFiles guest;
  std::vector<EventHistogramText> histograms;
  // The System.map and the kernel it was built with; refused (anomaly symbols_refused, frames stay
  // offsets) unless that is `kernel`, the one that booted. Both empty: there are no symbols.
  std::string_view system_map;
  std::string symbols_of, kernel;
  // Stacks that were named before (`folioscope derive`): win over guest.stacks.
  std::vector<store::StackRow> named_stacks;
};

// Feed every page once, in any order between CPUs and oldest first within a CPU; then finish().
// Events of different CPUs are merged by time inside, where a story needs it.
class Deriver {
 public:
  Deriver(trace::PageLayout layout, const trace::FormatTable& formats, std::size_t page_size);
  ~Deriver();

  // What one batch of whole pages held.
  struct Counted {
    std::int64_t events = 0;   // data events of known formats
    GuestTime first, last;     // of the events; zero when there is none
    std::int64_t unknown = 0;  // data events with no format or shorter than their format
    std::int64_t damaged_pages = 0;
  };
  Counted add_pages(int cpu, std::span<const std::byte> pages);

  // Call once.
  Derived finish(const Finish& rest);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace folioscope::derive
