// SPDX-License-Identifier: GPL-3.0-or-later
// Owning handles of libvirt objects. All but the first keep their connection alive by themselves.
#pragma once

#include <libvirt/libvirt.h>

#include <memory>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace folioscope::fleet {

struct CloseConnection {
  void operator()(virConnectPtr connection) const { virConnectClose(connection); }
};
struct FreeDomain {
  void operator()(virDomainPtr domain) const { virDomainFree(domain); }
};
struct FreePool {
  void operator()(virStoragePoolPtr pool) const { virStoragePoolFree(pool); }
};
struct FreeVolume {
  void operator()(virStorageVolPtr volume) const { virStorageVolFree(volume); }
};
struct FreeStream {
  void operator()(virStreamPtr stream) const { virStreamFree(stream); }
};
using Connection = std::unique_ptr<virConnect, CloseConnection>;
using Domain = std::unique_ptr<virDomain, FreeDomain>;
using StoragePool = std::unique_ptr<virStoragePool, FreePool>;
using Volume = std::unique_ptr<virStorageVol, FreeVolume>;
using Stream = std::unique_ptr<virStream, FreeStream>;

// libvirt's event loop must be registered before. Fault (User): the driver or the daemon is
// missing; it calls the URI as it is `shown`.
Result<Connection> connect(const std::string& uri, const std::string& shown);

// A connection that moves bytes only inside calls of its users: what a stream has that nobody asks
// for stays with the daemon, which then takes no more of it.
class QuietConnection {
 public:
  static Result<QuietConnection> open(const std::string& uri, const std::string& shown);
  virConnectPtr get() const { return connection_.get(); }
  // Ends every call that is under way, and each one to come, with an error. Any thread.
  void sever();

 private:
  QuietConnection(Connection connection, UniqueFd socket, UniqueFd helper)
      : connection_(std::move(connection)),
        socket_(std::move(socket)),
        helper_(std::move(helper)) {}
  Connection connection_;
  UniqueFd socket_;  // empty where the driver runs inside this process
  UniqueFd helper_;  // the process behind the socket (ssh); empty: there is none
};

}  // namespace folioscope::fleet
