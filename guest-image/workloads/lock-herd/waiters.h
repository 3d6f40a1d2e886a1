// SPDX-License-Identifier: GPL-3.0-or-later
// Many threads or processes that want one page. They sleep until they are released; then all read
// it, again and again, until they are recalled, and write down how long an access took whenever
// it faulted. At the lowest priority, and giving the CPU away after each access: they shall not
// keep anybody else from moving the page.
#pragma once

#include <pthread.h>
#include <sys/types.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "workloads/kit/guest.h"

namespace folioscope::workloads {

class Waiters {
 public:
  enum class As { Threads, Processes };

  // As many as the kernel grants, at least one; returns when each is asleep or about to be. `page`
  // must outlive them.
  static Result<Waiters> start(As as, std::size_t wanted, const volatile std::byte* page);
  Waiters(Waiters&& other) noexcept = default;
  Waiters& operator=(Waiters&&) = delete;
  ~Waiters();  // stops them

  std::size_t count() const { return count_; }
  void release();
  // Returns when each has read the page since release() and is back.
  void recall();
  // After that there are none. A fault when a process did not end well.
  Status stop();

  // Accesses that faulted; call after stop(). The durations of the first ones of each waiter.
  std::uint64_t stalls() const;
  std::vector<double> stalls_ms() const;

 private:
  // Ten passes of a migration can stop a waiter ten times; this is enough for a hundred moves.
  static constexpr std::size_t kMostKept = 1'000;
  struct Board {
    std::atomic<std::uint32_t> round;      // waiters sleep (futex) while they have seen it
    std::atomic<std::uint32_t> over;       // the last round that they need read in no more
    std::atomic<std::uint32_t> back;       // waiters that are back from this round
    std::atomic<std::uint32_t> everybody;  // 0: not known yet
    std::atomic<bool> stop;
  };
  struct Slot {
    std::uint64_t stalls;
    float kept_ms[kMostKept];
  };
  struct Start;

  Waiters() = default;
  Slot* slots() const { return reinterpret_cast<Slot*>(slots_.data()); }
  Board* board() const { return reinterpret_cast<Board*>(board_.data()); }
  bool start_thread(std::size_t index, const volatile std::byte* page);
  Status start_process(std::size_t index, const volatile std::byte* page);
  void wait_until_all_are_back() const;
  static void live(Board& board, Slot& slot, const volatile std::byte* page);
  static void read(Slot& slot, const volatile std::byte* page);

  std::size_t count_ = 0;
  Mapping board_, slots_;  // shared with the processes
  std::vector<pthread_t> threads_;
  std::vector<pid_t> processes_;
};

}  // namespace folioscope::workloads
