// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/domain.h"

#include <libvirt/libvirt-qemu.h>
#include <libvirt/virterror.h>

#include <cstdlib>
#include <span>

#include "fleet/libvirt_error.h"
#include "fleet/registers.h"

namespace folioscope::fleet {
namespace {

bool is_gone(const virError* error) {
  return error != nullptr &&
         (error->code == VIR_ERR_NO_DOMAIN || error->code == VIR_ERR_OPERATION_INVALID);
}

}  // namespace

Status destroy(virDomainPtr domain, const std::string& name) {
  if (virDomainDestroy(domain) == 0 || is_gone(virGetLastError())) return {};
  return libvirt_fault("destroy the domain " + name);
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
