// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/cell_watch.h"

namespace folioscope::run {

void CellWatch::hello() {
  std::lock_guard lock(mutex_);
  state_.hello = std::chrono::steady_clock::now();
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
      state_.guest_end = event;
      break;
  }
  changed_.notify_all();
}

BootState CellWatch::wait(const std::function<bool(const BootState&)>& enough,
                          std::chrono::milliseconds deadline, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, deadline, [&] { return enough(state_); });
  return state_;
}

}  // namespace folioscope::run
