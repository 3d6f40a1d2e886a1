// SPDX-License-Identifier: GPL-3.0-or-later
// A made run with events of page locks, for tests of what shows a boot over its time. Not linked
// into the product.
#pragma once

#include <cstdint>

#include "testing/made_run.h"

namespace folioscope::query {

// The first boot of stock has two CPUs with events; all times in ns of its clock.
//
//   CPU 0  task 100 holds the lock of kHeldPfn from 10 to 14 ms; then kManyLocks short holds of
//   other
//          pages follow, one every 20 us from 20 ms on, in two chunks
//   CPU 1  task 200 waits for it from 11 to 14.1 ms; task 300 fails to migrate the page at 12 ms;
//          before 30 ms events were lost, says a page
//
// In a CMA allocation from 9 to 15 ms, which failed: its failure is of that page, and task 77 has
// had a reference for 5 ms. The other boots have no events.
inline constexpr std::uint64_t kHeldPfn = 0x1000;
inline constexpr std::int64_t kMs = 1'000'000;
inline constexpr int kManyLocks = 1'000;
inline constexpr std::int64_t kLongStack = 7;
MadeRun made_timeline();

}  // namespace folioscope::query
