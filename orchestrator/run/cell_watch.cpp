// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/cell_watch.h"

#include <algorithm>

namespace folioscope::run {

void CellWatch::hello() {
  std::lock_guard lock(mutex_);
  state_.hello = std::chrono::steady_clock::now();
  changed_.notify_all();
}

void CellWatch::workload_started() {
  std::lock_guard lock(mutex_);
  state_.workload_started = true;
  changed_.notify_all();
}

void CellWatch::workload_ended() {
  std::lock_guard lock(mutex_);
  state_.workload_ended = true;
  changed_.notify_all();
}

void CellWatch::session_ended(const ingest::SessionEnd& end) {
  std::lock_guard lock(mutex_);
  state_.session_end = end;
  changed_.notify_all();
}

void CellWatch::guest_event(const fleet::GuestEvent& event) {
  using Kind = fleet::GuestEvent::Kind;
  std::lock_guard lock(mutex_);
  switch (event.kind) {
    case Kind::Oops:
      if (!state_.oops) state_.oops = event.text;
      break;
    case Kind::Hang:
      if (!state_.stall) state_.stall = event.text;
      break;
    case Kind::Stopped:
    case Kind::Crashed:
    case Kind::QemuDied:
      state_.guest_end = event;
      break;
  }
  changed_.notify_all();
}

BootState CellWatch::wait(const std::function<bool(const BootState&)>& enough,
                          const Deadline& deadline, BootTime& time, std::stop_token stop) {
  using std::chrono::nanoseconds;
  // A guest that is served nothing does not come nearer to its deadline, however near that is.
  constexpr nanoseconds kLook = std::chrono::milliseconds(20);
  while (true) {
    const nanoseconds nap =
        std::clamp<nanoseconds>(time.clock().left(deadline), kLook, BootClock::kTick);
    bool over = false;
    {
      std::unique_lock lock(mutex_);
      over = changed_.wait_for(lock, stop, nap, [&] { return enough(state_); });
    }
    time.tick();
    if (!over && !stop.stop_requested() && time.clock().expired(deadline) == Expired::No) continue;
    std::lock_guard lock(mutex_);
    return state_;
  }
}

}  // namespace folioscope::run
