// SPDX-License-Identifier: GPL-3.0-or-later
// Runs of the size that the desktop has to cope with, for benchmarks: made event by event, packed
// and written by the store like any other.
#pragma once

#include <cstdint>
#include <filesystem>

namespace folioscope::query {

// Boots of stock and drain-only in turns, with events of page locks, references and migrations.
// The working set of pages moves on from burst to burst, as a guest's does: a page's events are
// near each other in time. One burst of 200 is of the task kRareTask.
struct LargeEvents {
  std::int64_t events = 1'000'000;  // of all boots together
  int boots = 8, cpus = 4;
};
inline constexpr int kRareTask = 4711;
void write_large_events(const std::filesystem::path& file, const LargeEvents& size);

// 30 variants in blocks of two boots each, about 5,000 boots, 200 metrics each; eight of them lead.
void write_many_boots(const std::filesystem::path& file);

}  // namespace folioscope::query
