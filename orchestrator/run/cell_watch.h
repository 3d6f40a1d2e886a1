// SPDX-License-Identifier: GPL-3.0-or-later
// What is known about one boot, gathered from the stream's threads and the fleet's, and a way to
// wait for it with a deadline. Outlives both: the callbacks share it.
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

namespace folioscope::run {

struct BootState {
  std::optional<std::chrono::steady_clock::time_point> hello;
  std::optional<ingest::SessionEnd> session_end;
  std::optional<std::string> oops;   // the report's first lines
  std::optional<std::string> stall;  // the guest's own lockup report: a hint, not an end
  std::optional<fleet::GuestEvent> guest_end;
};

class CellWatch {
 public:
  void hello();
  void session_ended(const ingest::SessionEnd& end);
  void guest_event(const fleet::GuestEvent& event);

  // Waits until `enough` holds, the deadline passed or a stop was requested; the state then.
  BootState wait(const std::function<bool(const BootState&)>& enough,
                 std::chrono::milliseconds deadline, std::stop_token stop);

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  BootState state_;
};

}  // namespace folioscope::run
