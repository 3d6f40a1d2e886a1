// SPDX-License-Identifier: GPL-3.0-or-later
// Domain events of one connection, handed to the GuestWatch of the domain's name.
#pragma once

#include <libvirt/libvirt.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "fleet/connection.h"
#include "fleet/guest_watch.h"

namespace folioscope::fleet {

// The guests of one fleet by domain name. Any thread.
class GuestRegistry {
 public:
  // False when the name is taken.
  bool add(const std::string& name, std::shared_ptr<GuestWatch> watch);
  void remove(const std::string& name);
  std::shared_ptr<GuestWatch> find(const std::string& name) const;
  std::vector<std::shared_ptr<GuestWatch>> all() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<GuestWatch>> watches_;
};

// Registered while it lives. Callbacks come on the io thread; one that runs while this is destroyed
// still finds the registry.
class DomainEvents {
 public:
  static Result<DomainEvents> listen(virConnectPtr connection,
                                     std::shared_ptr<GuestRegistry> registry);
  DomainEvents(DomainEvents&& other) noexcept;
  DomainEvents& operator=(DomainEvents&&) = delete;
  ~DomainEvents();

 private:
  explicit DomainEvents(virConnectPtr connection) : connection_(connection) {}
  virConnectPtr connection_ = nullptr;
  int lifecycle_ = -1;
  int shutdown_ = -1;
};

}  // namespace folioscope::fleet
