// SPDX-License-Identifier: GPL-3.0-or-later
// What is known about one boot, gathered from the stream's threads and the fleet's, and a way to
// wait for it with a deadline in the guest's own time. Outlives both: the callbacks share it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "fleet/fleet.h"
#include "ingest/server.h"
#include "run/boot_clock.h"

namespace folioscope::run {

struct BootState {
  std::optional<std::chrono::steady_clock::time_point> hello;
  bool workload_started = false, workload_ended = false;
  std::optional<ingest::SessionEnd> session_end;
  std::optional<std::string> oops;   // the report's first lines
  std::optional<std::string> stall;  // the guest's own lockup report: a hint, not an end
  std::optional<fleet::GuestEvent> guest_end;
};

// A boot's clock with what it is read from. Belongs to the thread that waits.
class BootTime {
 public:
  explicit BootTime(std::function<Reading()> read) : read_(std::move(read)), clock_(read_()) {}
  void tick() { clock_.add(read_()); }
  const BootClock& clock() const { return clock_; }

 private:
  std::function<Reading()> read_;
  BootClock clock_;
};

class CellWatch {
 public:
  void hello();
  void workload_started();
  void workload_ended();
  void session_ended(const ingest::SessionEnd& end);
  void guest_event(const fleet::GuestEvent& event);

  // Waits until `enough` holds, the deadline expired by the boot's clock or a stop was requested;
  // the state then. Reads the clock while it waits.
  BootState wait(const std::function<bool(const BootState&)>& enough, const Deadline& deadline,
                 BootTime& time, std::stop_token stop);

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  BootState state_;
};

}  // namespace folioscope::run
