// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/connection.h"

#include "fleet/libvirt_error.h"

namespace folioscope::fleet {

Result<Connection> connect(const std::string& uri) {
  Connection connection(virConnectOpen(uri.c_str()));
  if (connection) return connection;
  Fault fault = libvirt_fault("open " + uri);
  fault.domain = FaultDomain::User;  // what a host lacks is for its user to install
  return fault;
}

}  // namespace folioscope::fleet
