// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/domain_events.h"

#include <libvirt/libvirt-qemu.h>

#include <string_view>
#include <utility>

#include "fleet/libvirt_error.h"

namespace folioscope::fleet {
namespace {

using RegistryPtr = std::shared_ptr<GuestRegistry>;

DomainEnd end_of(int detail) {
  switch (detail) {
    case VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN:
      return DomainEnd::Shutdown;
    case VIR_DOMAIN_EVENT_STOPPED_DESTROYED:
      return DomainEnd::Destroyed;
    case VIR_DOMAIN_EVENT_STOPPED_CRASHED:
      return DomainEnd::Crashed;
    case VIR_DOMAIN_EVENT_STOPPED_FAILED:
      return DomainEnd::Failed;
    default:
      return DomainEnd::Other;
  }
}

std::shared_ptr<GuestWatch> watch_of(virDomainPtr domain, void* opaque) {
  const char* name = virDomainGetName(domain);
  return name == nullptr ? nullptr : (*static_cast<RegistryPtr*>(opaque))->find(name);
}

int on_lifecycle(virConnectPtr, virDomainPtr domain, int event, int detail, void* opaque) {
  if (event != VIR_DOMAIN_EVENT_STOPPED) return 0;
  if (const auto watch = watch_of(domain, opaque)) watch->on_domain_end(end_of(detail));
  return 0;
}

// details is QMP's {"guest": true, "reason": "guest-reset"}.
void on_shutdown(virConnectPtr, virDomainPtr domain, const char*, long long, unsigned,
                 const char* details, void* opaque) {
  if (details == nullptr) return;
  constexpr std::string_view kKey = "\"reason\":\"";
  std::string_view text = details;
  const std::size_t at = text.find(kKey);
  if (at == text.npos) return;
  text.remove_prefix(at + kKey.size());
  if (const auto watch = watch_of(domain, opaque))
    watch->on_shutdown_reason(std::string(text.substr(0, text.find('"'))));
}

void free_registry(void* opaque) { delete static_cast<RegistryPtr*>(opaque); }

}  // namespace

bool GuestRegistry::add(const std::string& name, std::shared_ptr<GuestWatch> watch) {
  const std::lock_guard lock(mutex_);
  return watches_.emplace(name, std::move(watch)).second;
}

void GuestRegistry::remove(const std::string& name) {
  const std::lock_guard lock(mutex_);
  watches_.erase(name);
}

std::shared_ptr<GuestWatch> GuestRegistry::find(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = watches_.find(name);
  return found == watches_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<GuestWatch>> GuestRegistry::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<GuestWatch>> all;
  for (const auto& [name, watch] : watches_) all.push_back(watch);
  return all;
}

Result<DomainEvents> DomainEvents::listen(virConnectPtr connection, RegistryPtr registry) {
  DomainEvents events(connection);
  events.lifecycle_ = virConnectDomainEventRegisterAny(
      connection, nullptr, VIR_DOMAIN_EVENT_ID_LIFECYCLE, VIR_DOMAIN_EVENT_CALLBACK(on_lifecycle),
      new RegistryPtr(registry), free_registry);
  if (events.lifecycle_ < 0) return libvirt_fault("listen to domain events");
  events.shutdown_ = virConnectDomainQemuMonitorEventRegister(
      connection, nullptr, "SHUTDOWN", on_shutdown, new RegistryPtr(std::move(registry)),
      free_registry, 0);
  if (events.shutdown_ < 0) return libvirt_fault("listen to QEMU's events");
  return events;
}

DomainEvents::DomainEvents(DomainEvents&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)),
      lifecycle_(std::exchange(other.lifecycle_, -1)),
      shutdown_(std::exchange(other.shutdown_, -1)) {}

DomainEvents::~DomainEvents() {
  if (lifecycle_ >= 0) virConnectDomainEventDeregisterAny(connection_, lifecycle_);
  if (shutdown_ >= 0) virConnectDomainQemuMonitorEventDeregister(connection_, shutdown_);
}

}  // namespace folioscope::fleet
