// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/domain.h"

#include <libvirt/libvirt-qemu.h>
#include <libvirt/virterror.h>

#include <chrono>
#include <cstdlib>
#include <span>
#include <thread>

#include "fleet/libvirt_error.h"
#include "fleet/registers.h"

namespace folioscope::fleet {
namespace {

bool is_gone(const virError* error) {
  return error != nullptr &&
         (error->code == VIR_ERR_NO_DOMAIN || error->code == VIR_ERR_OPERATION_INVALID);
}

// libvirt ends a guest whose QEMU died on a thread of its own, and keeps the name until it has; it
// tells nobody when that is.
constexpr std::chrono::seconds kForgetting{10};
constexpr std::chrono::milliseconds kNextLook{5};

Status await_forgotten(virDomainPtr domain, const std::string& name) {
  unsigned char uuid[VIR_UUID_BUFLEN];
  if (virDomainGetUUID(domain, uuid) != 0) return libvirt_fault("identify the domain " + name);
  const auto deadline = std::chrono::steady_clock::now() + kForgetting;
  while (const Domain still{virDomainLookupByUUID(virDomainGetConnect(domain), uuid)}) {
    if (std::chrono::steady_clock::now() > deadline)
      return host_fault("libvirt does not forget the domain " + name + ", which has ended",
                        "folioscope resume tries its boot again");
    std::this_thread::sleep_for(kNextLook);
  }
  return {};
}

}  // namespace

Status destroy(virDomainPtr domain, const std::string& name) {
  if (virDomainDestroy(domain) == 0) return {};
  if (!is_gone(virGetLastError())) return libvirt_fault("destroy the domain " + name);
  return await_forgotten(domain, name);
}

Result<std::vector<std::pair<std::string, Domain>>> list_domains(virConnectPtr connection) {
  virDomainPtr* list = nullptr;
  const int count = virConnectListAllDomains(connection, &list, 0);
  if (count < 0) return libvirt_fault("list the domains");
  std::vector<std::pair<std::string, Domain>> domains;
  for (virDomainPtr one : std::span(list, static_cast<std::size_t>(count)))
    domains.emplace_back(virDomainGetName(one), Domain(one));
  std::free(list);
  return domains;
}

std::string vcpu_registers(virDomainPtr domain) {
  char* answer = nullptr;
  if (virDomainQemuMonitorCommand(domain, "info registers -a", &answer,
                                  VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP) != 0)
    return is_gone(virGetLastError()) ? "" : libvirt_fault("read the registers").what + "\n";
  std::string out = "vCPU registers:\n" + trim_registers(answer);
  std::free(answer);
  return out;
}

}  // namespace folioscope::fleet
