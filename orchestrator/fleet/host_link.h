// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the host behind a connection is still reached. When it is not, every guest of the
// registry is told its end.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "base/result.h"
#include "fleet/connection.h"
#include "fleet/domain_events.h"

namespace folioscope::fleet {

class HostLink {
 public:
  // Asks the host every few seconds whether it is there. `host` is for messages.
  static Result<HostLink> watch(virConnectPtr connection, const std::string& host,
                                std::shared_ptr<GuestRegistry> registry);
  HostLink(HostLink&& other) noexcept;
  HostLink& operator=(HostLink&&) = delete;
  ~HostLink();

  bool lost() const { return state_->lost; }  // any thread

 private:
  struct State {
    std::string host;
    std::shared_ptr<GuestRegistry> registry;
    std::atomic<bool> lost = false;
  };
  static void on_close(virConnectPtr connection, int reason, void* opaque);
  HostLink(virConnectPtr connection, std::shared_ptr<State> state)
      : connection_(connection), state_(std::move(state)) {}

  virConnectPtr connection_ = nullptr;  // null: moved from
  std::shared_ptr<State> state_;
};

}  // namespace folioscope::fleet
