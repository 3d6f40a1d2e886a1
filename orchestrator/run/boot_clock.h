// SPDX-License-Identifier: GPL-3.0-or-later
// The time of one boot as its guest had it. A guest's clock runs on while the host runs something
// else, so a deadline on the wall judges the host. This clock counts what the guest was served: the
// time that passed, less what its vCPUs waited for a CPU, less what a hypervisor below us stole,
// less the time its QEMU was stopped, and less the gaps in which this process itself did not run
// (stopped, suspended, or starved).
//
// Pure: readings in, durations and evidence out. Not thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

#include "fleet/cpu_use.h"
#include "sys/host_counters.h"

namespace folioscope::run {

struct Reading {
  std::chrono::steady_clock::time_point at;
  std::optional<fleet::CpuUse>
      guest;  // empty: no QEMU to be seen (before it starts, after its end)
  sys::HostCounters host;
};

// When something must have happened, as a point of a boot's clock.
struct Deadline {
  std::chrono::nanoseconds served{0};
  std::chrono::nanoseconds wall{0};
};

enum class Expired {
  No,
  Served,  // the guest had the time: it is the guest's
  Wall,    // the guest was not given the time: it is the host's
};

// What the host did to a boot; durations since its start.
struct HostEvidence {
  std::chrono::nanoseconds wall{0}, served{0};
  std::chrono::nanoseconds ran{0}, waited{0};  // of QEMU; `waited` is that of its vCPUs
  std::chrono::nanoseconds stopped{0};         // QEMU was stopped
  std::chrono::nanoseconds paused{0};          // this process did not run
  std::chrono::milliseconds steal{0};          // of all the host's CPUs
  std::optional<std::chrono::microseconds> cpu_pressure, memory_pressure, io_pressure;
};

class BootClock {
 public:
  // How often it wants a reading: the precision of a deadline. One costs a file per thread.
  static constexpr std::chrono::milliseconds kTick{500};
  // A longer gap between two readings means that this process did not run. A starved thread is late
  // by some scheduling periods, which are milliseconds.
  static constexpr std::chrono::milliseconds kLongestTick{2'000};
  // A guest that gets less than a tenth of the CPU it wants is not worth waiting for: so much
  // longer than its limit a wait may last on the wall, pauses not counted.
  static constexpr int kWallBound = 10;
  // What lately() looks back on: an interval and a timeout of the keepalive (rpc/endpoint.cpp).
  static constexpr std::chrono::seconds kLately{240};

  explicit BootClock(const Reading& first);
  void add(const Reading& reading);

  Deadline in(std::chrono::milliseconds limit) const;
  Expired expired(const Deadline& deadline) const;
  // Until it can expire at the earliest.
  std::chrono::nanoseconds left(const Deadline& deadline) const;

  const HostEvidence& evidence() const { return evidence_; }
  // What happened in the last kLately: by this the silence of a guest is judged.
  struct Lately {
    std::chrono::nanoseconds wall{0}, served{0}, paused{0};
  };
  Lately lately() const;

 private:
  struct Point {
    std::chrono::steady_clock::time_point at;
    std::chrono::nanoseconds served{0}, paused{0};
  };

  void add_pressure(const sys::HostCounters& host);

  const sys::HostCounters first_;
  Reading last_;
  HostEvidence evidence_;
  std::chrono::nanoseconds counted_{0};  // wall time without pauses
  std::deque<Point> points_;             // of the last kLately
};

// What the guest did not get of the CPU time that its vCPUs wanted during a tick, as a share; 0 for
// a guest that wanted next to nothing. A vCPU that sleeps may be waiting for a starved one, so its
// sleep does not count as time that was served.
double lost_share(const fleet::CpuUse& before, const fleet::CpuUse& after,
                  std::chrono::nanoseconds tick);

}  // namespace folioscope::run
