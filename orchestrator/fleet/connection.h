// SPDX-License-Identifier: GPL-3.0-or-later
// Owning handles of libvirt objects. A virDomainPtr keeps its connection alive by itself.
#pragma once

#include <libvirt/libvirt.h>

#include <memory>
#include <string>

#include "base/result.h"

namespace folioscope::fleet {

struct CloseConnection {
  void operator()(virConnectPtr connection) const { virConnectClose(connection); }
};
struct FreeDomain {
  void operator()(virDomainPtr domain) const { virDomainFree(domain); }
};
using Connection = std::unique_ptr<virConnect, CloseConnection>;
using Domain = std::unique_ptr<virDomain, FreeDomain>;

// libvirt's event loop must be registered before. Fault (User): the driver or the daemon is
// missing.
Result<Connection> connect(const std::string& uri);

}  // namespace folioscope::fleet
