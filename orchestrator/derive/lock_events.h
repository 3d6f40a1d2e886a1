// SPDX-License-Identifier: GPL-3.0-or-later
// What is kept of page lock events until all CPUs are in: 16 bytes each, by CPU, then handed out in
// the order of their times. CPUs come one after the other, and a lock taken on one is let go on
// another, so nothing can be paired before.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <queue>
#include <utility>
#include <vector>

#include "base/units.h"

namespace folioscope::derive {

struct LockEvent {
  enum class Kind : std::uint8_t { Acquired, Released, Freed, WaitBegin, WaitEnd };

  std::uint64_t time_ns = 0;
  std::uint32_t pfn = 0;
  std::uint32_t kind : 3 = 0;
  std::uint32_t how : 3 = 0;    // of an acquisition; behaviour of a wait
  std::uint32_t flag : 1 = 0;   // released: PG_waiters; wait: for the page lock
  std::uint32_t tail : 25 = 0;  // acquired: stack; wait: pid (pid_max is at most 2^22)

  static constexpr std::uint64_t kMostPfn = (std::uint64_t{1} << 32) - 1;  // 16 TiB of memory
  static constexpr std::uint64_t kMostTail = (std::uint64_t{1} << 25) - 1;
};
static_assert(sizeof(LockEvent) == 16);

class LockEvents {
 public:
  static constexpr std::size_t kMost = std::size_t{1} << 24;  // 256 MiB

  explicit LockEvents(std::size_t most = kMost) : most_(most) {}

  void add(int cpu, const LockEvent& event) {
    if (count_ >= most_) {
      ++over_;
      return;
    }
    ++count_;
    auto& queue = by_cpu_[cpu];
    if (!queue.empty() && queue.back().time_ns > event.time_ns) ++backwards_;
    queue.push_back(event);
  }

  // Calls visit(event) for each, by time, then by CPU. What was visited is gone.
  template <class Visit>
  void drain(Visit&& visit);

  std::size_t count() const { return count_; }
  std::int64_t over() const { return over_; }            // not kept: there was no room
  std::int64_t backwards() const { return backwards_; }  // older than the one before on its CPU

 private:
  using Head = std::pair<std::uint64_t, int>;  // time, cpu

  std::size_t most_, count_ = 0;
  std::int64_t over_ = 0, backwards_ = 0;
  std::map<int, std::deque<LockEvent>> by_cpu_;
};

template <class Visit>
void LockEvents::drain(Visit&& visit) {
  std::priority_queue<Head, std::vector<Head>, std::greater<>> heads;
  for (const auto& [cpu, events] : by_cpu_)
    if (!events.empty()) heads.emplace(events.front().time_ns, cpu);
  while (!heads.empty()) {
    const int cpu = heads.top().second;
    heads.pop();
    auto& events = by_cpu_[cpu];
    // As long as no other CPU comes first, stay.
    do {
      visit(std::as_const(events.front()));
      events.pop_front();
    } while (!events.empty() && (heads.empty() || Head(events.front().time_ns, cpu) < heads.top()));
    if (!events.empty()) heads.emplace(events.front().time_ns, cpu);
  }
  by_cpu_.clear();
  count_ = 0;
}

}  // namespace folioscope::derive
