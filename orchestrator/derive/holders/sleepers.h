// SPDX-License-Identifier: GPL-3.0-or-later
// Who slept on the lock of which page, and when: of the pages of failed migrations only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "base/units.h"

namespace folioscope::derive {

struct Sleeper {
  std::int64_t pid = 0;
  GuestTime since;
  GuestTime until;  // the largest time when no end was seen
};

class Sleepers {
 public:
  // 2^20 sleeps of 24 bytes.
  static constexpr std::size_t kMost = std::size_t{1} << 20;

  void watch(std::uint64_t pfn) { by_pfn_.try_emplace(pfn); }

  // Only sleeps that keep a reference are to be added: exclusive and shared ones.
  void add(std::uint64_t pfn, const Sleeper& sleeper) {
    const auto watched = by_pfn_.find(pfn);
    if (watched == by_pfn_.end()) return;
    if (count_ >= kMost) {
      ++over_;
      return;
    }
    ++count_;
    watched->second.push_back(sleeper);
  }

  // Those asleep at `time`.
  std::vector<Sleeper> at(std::uint64_t pfn, GuestTime time) const {
    std::vector<Sleeper> asleep;
    const auto watched = by_pfn_.find(pfn);
    if (watched == by_pfn_.end()) return asleep;
    for (const Sleeper& one : watched->second)
      if (one.since <= time && time <= one.until && asleep.size() < kMostAtOnce)
        asleep.push_back(one);
    std::sort(asleep.begin(), asleep.end(), [](const Sleeper& a, const Sleeper& b) {
      return std::tie(a.since, a.pid) < std::tie(b.since, b.pid);
    });
    return asleep;
  }
  std::int64_t over() const { return over_; }

 private:
  static constexpr std::size_t kMostAtOnce = 16;  // a failure names no more holders than that

  std::unordered_map<std::uint64_t, std::vector<Sleeper>> by_pfn_;
  std::size_t count_ = 0;
  std::int64_t over_ = 0;
};

}  // namespace folioscope::derive
