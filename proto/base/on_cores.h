// SPDX-License-Identifier: GPL-3.0-or-later
// Work that the cores of this machine share out among themselves.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace folioscope {

// How many threads are worth it: one for each core, up to a number that one process may take.
inline std::size_t cores() {
  constexpr std::size_t kMost = 8;
  return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kMost);
}

// Calls work(0) ... work(count - 1), each once and in no order, on `threads` threads, of which this
// is one; returns when all have returned. `work` does not throw. Where no call touches what is of
// another one, the result is the same however many threads there are.
template <class Work>
void on_cores(std::size_t threads, std::size_t count, const Work& work) {
  std::atomic<std::size_t> next = 0;
  const auto take = [&] {
    for (std::size_t at = next++; at < count; at = next++) work(at);
  };
  std::vector<std::jthread> helpers;
  for (std::size_t i = 1; i < std::min(threads, count); ++i) helpers.emplace_back(take);
  take();
}

}  // namespace folioscope
