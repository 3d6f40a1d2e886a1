// SPDX-License-Identifier: GPL-3.0-or-later
// What every fleet does with libvirt's domains, wherever they run. All of it blocks.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "fleet/connection.h"

namespace folioscope::fleet {

// A domain that is already gone is as good as destroyed.
Status destroy(virDomainPtr domain, const std::string& name);

// Those there are, by their names.
Result<std::vector<std::pair<std::string, Domain>>> list_domains(virConnectPtr connection);

// The registers of each vCPU; empty for a domain that is gone.
std::string vcpu_registers(virDomainPtr domain);

}  // namespace folioscope::fleet
