// SPDX-License-Identifier: GPL-3.0-or-later
// Who sleeps on the lock of which page at this moment, with a reference to it. A sleep is known to
// have been one only when its end was seen, or when it lasts to the end of the boot; so whoever
// asks gets tickets, and learns afterwards whose they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "base/units.h"

namespace folioscope::derive {

struct Sleeper {
  std::int64_t pid = 0;
  GuestTime since;
};

class Sleepers {
 public:
  // Handed out: 2^20 of 24 bytes.
  static constexpr std::size_t kMostTickets = std::size_t{1} << 20;
  static constexpr std::size_t kMostAtOnce = 16;  // a failure names no more holders than that

  using Ticket = std::uint32_t;

  // Nothing is kept before somebody says that it will ask.
  void will_ask() { asked_for_ = true; }

  void begin(std::uint64_t pfn, const Sleeper& sleeper) {
    if (asked_for_) asleep_[pfn].insert_or_assign(sleeper.pid, Asleep{sleeper, kNone});
  }
  // The task no longer sleeps there.
  void end(std::uint64_t pfn, std::int64_t pid) { leave(pfn, pid, ++ends_); }
  // It cannot have slept until now: its end was lost.
  void forget(std::uint64_t pfn, std::int64_t pid) { leave(pfn, pid, kForgotten); }

  // All that sleep on the page now.
  std::vector<Ticket> now(std::uint64_t pfn);
  // Those that did sleep, longest first, at most kMostAtOnce: those whose sleep ended first. After
  // the last event.
  std::vector<Sleeper> of(const std::vector<Ticket>& tickets) const;
  std::int64_t over() const { return over_; }  // tickets that there was no room for

 private:
  static constexpr Ticket kNone = ~Ticket{0};
  // Of a sleep: the how-manieth to end. Those that last to the end come last.
  static constexpr std::uint64_t kForgotten = ~std::uint64_t{0}, kAsleep = kForgotten - 1;

  struct Asleep {
    Sleeper sleeper;
    Ticket ticket;
  };
  struct Ticketed {
    Sleeper sleeper;
    std::uint64_t ended = kAsleep;
  };
  void leave(std::uint64_t pfn, std::int64_t pid, std::uint64_t ended);

  bool asked_for_ = false;
  std::unordered_map<std::uint64_t, std::map<std::int64_t, Asleep>> asleep_;  // by pfn, by pid
  std::vector<Ticketed> ticketed_;
  std::size_t handed_out_ = 0;
  std::uint64_t ends_ = 0;
  std::int64_t over_ = 0;
};

}  // namespace folioscope::derive
