// SPDX-License-Identifier: GPL-3.0-or-later
// From what a boot left to its rows: one number per metric, distributions, anomalies, named stacks,
// failed migrations and who held the pages. The one way there, for boots that just ended and for
// `folioscope derive`. The same data gives the same rows.
//
// Every page is decoded once, and the events of all CPUs go by in the order of time, one page of
// each CPU in memory as events. Each subject (CMA, migration, page locks, ...) has a tracker of its
// own in trackers/.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "base/result.h"
#include "derive/boot_data.h"
#include "store/records.h"

namespace folioscope::derive {

// What one chunk of pages held.
struct ChunkFacts {
  std::int64_t events = 0;  // data events, those without a format too
  GuestTime first, last;    // of those with a format; zero when there is none

  bool operator==(const ChunkFacts&) const = default;
};

struct DerivedBoot {
  store::DerivedRows rows;
  std::vector<store::CpuAccounting> accounting;   // with `stored` and `lost_transport`
  std::map<int, std::vector<ChunkFacts>> chunks;  // by CPU, as its pages came
};

// Faults: those of boot.pages, and of a kernel whose ABI is another one (kernel_abi.h). What makes
// no sense in the data is an anomaly, never a fault. Events that were lost, and events or pages
// that cannot be read, mark every metric made of events.
Result<DerivedBoot> derive_boot(const BootData& boot);

}  // namespace folioscope::derive
