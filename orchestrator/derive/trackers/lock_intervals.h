// SPDX-License-Identifier: GPL-3.0-or-later
// Single holds of page locks and the sleeps for them, kept while a boot's events go by. Which pages
// somebody will look at is known at the end only: those that failed to migrate, and those of the
// longest holds. Bounded: what there was no room for is counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/limits.h"
#include "derive/named_stacks.h"
#include "store/records.h"

namespace folioscope::derive {

struct LockHold {
  std::uint64_t begin_ns = 0, end_ns = 0;
  std::uint32_t pfn = 0, stack = 0;
  std::uint32_t pid = 0;  // of the task that took it
  std::uint16_t cpu = 0;  // on which it was taken

  auto operator<=>(const LockHold&) const = default;
};

struct LockSleep {
  std::uint64_t begin_ns = 0, end_ns = 0;
  std::uint32_t pfn = 0, pid = 0;

  auto operator<=>(const LockSleep&) const = default;
};

// The names of tasks by pid, as far as anything said them.
using TaskNames = std::unordered_map<std::int64_t, std::string>;

class LockIntervals {
 public:
  // Holds, and sleeps, kept of a boot: 32 and 24 MiB.
  static constexpr std::size_t kMost = std::size_t{1} << 20;
  // Pages of so many of the longest holds are looked at, too.
  static constexpr std::size_t kLongest = 20;
  struct Bounds {
    std::size_t kept = kMost, rows = limits::kIntervals;
  };

  LockIntervals() = default;
  explicit LockIntervals(const Bounds& bounds) : bounds_(bounds) {}

  void add(const LockHold& hold);
  void add(const LockSleep& sleep);
  // A hold that lasts to the end of the boot: of no use as one of the longest, for its release may
  // have been lost.
  void add_unreleased(const LockHold& hold) { keep(hold); }

  struct Rows {
    std::vector<store::IntervalRow> rows;  // in the order of their begin
    std::int64_t over = 0;                 // holds and sleeps that are missing in them
  };
  // Of these pages, and of those of the longest holds. With too many, the shortest are left out.
  Rows rows(std::unordered_set<std::uint64_t> pfns, const NamedStacks& stacks,
            const TaskNames& names) const;

 private:
  void keep(const LockHold& hold);

  Bounds bounds_;
  std::vector<LockHold> holds_;
  std::vector<LockSleep> sleeps_;
  std::vector<LockHold> longest_;  // a heap, the shortest on top
  std::int64_t over_ = 0;
};

}  // namespace folioscope::derive
