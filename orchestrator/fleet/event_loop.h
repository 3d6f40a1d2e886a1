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

#include <utility>

#include "base/result.h"
#include "base/unique_fd.h"
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

// While one lives, what libvirt wants watched by calls of this thread is refused. A connection that
// is opened meanwhile has no events: it moves bytes only inside calls of its users, so that what
// nobody asks for stays where it is.
class WatchRefusal {
 public:
  WatchRefusal();
  WatchRefusal(const WatchRefusal&) = delete;
  WatchRefusal& operator=(const WatchRefusal&) = delete;
  ~WatchRefusal();
  // A duplicate of the last descriptor that was refused; empty: there was none.
  UniqueFd take_descriptor() { return std::move(descriptor_); }

 private:
  friend class EventLoopEntry;
  UniqueFd descriptor_;
};

}  // namespace folioscope::fleet
