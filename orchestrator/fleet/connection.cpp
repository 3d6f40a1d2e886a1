// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/connection.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <set>

#include "fleet/event_loop.h"
#include "fleet/libvirt_error.h"
#include "fleet/processes.h"

namespace folioscope::fleet {

Result<Connection> connect(const std::string& uri, const std::string& shown) {
  Connection connection(virConnectOpen(uri.c_str()));
  if (connection) return connection;
  Fault fault = libvirt_fault("open " + shown);
  fault.domain = FaultDomain::User;  // what a host lacks is for its user to install
  return fault;
}

Result<QuietConnection> QuietConnection::open(const std::string& uri, const std::string& shown) {
  const std::set<pid_t> before = children_of_this_thread();
  WatchRefusal refusal;
  TRY(Connection connection, connect(uri, shown));
  UniqueFd helper;
  for (const pid_t child : children_of_this_thread())
    if (!before.contains(child))
      helper.reset(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
  return QuietConnection(std::move(connection), refusal.take_descriptor(), std::move(helper));
}

void QuietConnection::sever() {
  // The other direction stays: libvirt says good-bye without asking for MSG_NOSIGNAL.
  if (socket_) ::shutdown(socket_.get(), SHUT_RD);
  // libvirt then reads what ssh has to say, until its end; and ssh waits for the other host.
  if (helper_) ::syscall(SYS_pidfd_send_signal, helper_.get(), SIGKILL, nullptr, 0);
}

}  // namespace folioscope::fleet
