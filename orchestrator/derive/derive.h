// SPDX-License-Identifier: GPL-3.0-or-later
// From what a boot left (events, vmstat, the workload's lines) to one number per metric and boot.
// Pure: the same inputs give the same rows, so `folioscope derive` can rebuild them from the store.
// Each kernel story (CMA, migration, references, ...) is a tracker of its own, in its own file.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "store/records.h"
#include "trace/format.h"
#include "trace/page.h"

namespace folioscope::derive {

struct Derived {
  std::vector<store::MetricRow> metrics;
  std::vector<store::DistributionRow> distributions;
  std::vector<store::AnomalyRow> anomalies;  // e.g. events whose partner is missing
};

// Feed every page once, in any order between CPUs and oldest first within a CPU; then finish().
// Events of different CPUs are merged by time inside, where a story needs it.
class Deriver {
 public:
  Deriver(trace::PageLayout layout, const trace::FormatTable& formats, std::size_t page_size);
  ~Deriver();

  // What one batch of whole pages held.
  struct Counted {
    std::int64_t events = 0;       // data events of known formats
    GuestTime first, last;         // of the events; zero when there is none
    std::int64_t unknown = 0;      // data events with no format or shorter than their format
    std::int64_t damaged_pages = 0;
  };
  Counted add_pages(int cpu, std::span<const std::byte> pages);

  // `lossy`: some CPU's books show lost events; metrics made of events are marked.
  Derived finish(const std::vector<store::VmstatRow>& vmstat,
                 const std::vector<std::string>& workload_lines, bool lossy);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace folioscope::derive
