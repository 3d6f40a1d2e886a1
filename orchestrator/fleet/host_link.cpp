// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/host_link.h"

#include <fmt/format.h>

#include <utility>

#include "fleet/libvirt_error.h"

namespace folioscope::fleet {
namespace {

// A host that is silent for two minutes is lost. One that works answers in milliseconds; libvirtd of
// a host that is short of CPU was seen to take half a minute, and a host that is taken for lost costs
// more than one that is waited for.
constexpr int kAskEverySeconds = 10;
constexpr unsigned kUnanswered = 12;

const char* name_of_reason(int reason) {
  switch (reason) {
    case VIR_CONNECT_CLOSE_REASON_EOF:
      return "it closed the connection";
    case VIR_CONNECT_CLOSE_REASON_KEEPALIVE:
      return "it does not answer";
    default:
      return "the connection broke";
  }
}

}  // namespace

Result<HostLink> HostLink::watch(virConnectPtr connection, const std::string& host,
                                 std::shared_ptr<GuestRegistry> registry) {
  auto state = std::make_shared<State>();
  state->host = host;
  state->registry = std::move(registry);
  auto* const opaque = new std::shared_ptr<State>(state);
  const auto free = [](void* held) { delete static_cast<std::shared_ptr<State>*>(held); };
  if (virConnectRegisterCloseCallback(connection, on_close, opaque, free) != 0) {
    delete opaque;
    return libvirt_fault("watch the connection to " + host);
  }
  HostLink link(connection, std::move(state));
  // 1: a driver inside this process, which is always there.
  if (virConnectSetKeepAlive(connection, kAskEverySeconds, kUnanswered) < 0)
    return libvirt_fault("watch the connection to " + host);
  return link;
}

void HostLink::on_close(virConnectPtr, int reason, void* opaque) {
  if (reason == VIR_CONNECT_CLOSE_REASON_CLIENT) return;  // we closed it
  const std::shared_ptr<State> state = *static_cast<std::shared_ptr<State>*>(opaque);
  state->lost = true;
  for (const auto& watch : state->registry->all())
    watch->on_host_lost(
        fmt::format("the host {} is lost: {}", state->host, name_of_reason(reason)));
}

HostLink::HostLink(HostLink&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)), state_(std::move(other.state_)) {}

HostLink::~HostLink() {
  if (connection_ != nullptr) virConnectUnregisterCloseCallback(connection_, on_close);
}

}  // namespace folioscope::fleet
