// SPDX-License-Identifier: GPL-3.0-or-later
// libvirt's event loop on Boost.Asio. libvirt lets a process register one loop, once and for ever,
// before the first connection; io_contexts come and go. So the registration belongs to the process
// and keeps libvirt's watches and timeouts as plain records; a lease runs them on an io_context for
// as long as it lives. This is the one object of the program that is global, because its contract
// is.
//
// Any thread may call libvirt meanwhile. Callbacks run on the io thread, one at a time. The
// io_context must outlive the lease, and the lease must not be dropped from a libvirt callback.
#pragma once

#include "base/result.h"
#include "fleet/asio_fwd.h"

namespace folioscope::fleet {

class EventLoopLease {
 public:
  // Registers with libvirt at the first call. Several leases may share one io_context; Fault (Bug):
  // another io_context holds a lease.
  static Result<EventLoopLease> take(boost::asio::io_context& io);
  EventLoopLease(EventLoopLease&& other) noexcept;
  EventLoopLease& operator=(EventLoopLease&&) = delete;
  ~EventLoopLease();  // waits for a callback that is running

 private:
  EventLoopLease() = default;
  bool held_ = true;
};

}  // namespace folioscope::fleet
