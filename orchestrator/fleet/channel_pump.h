// SPDX-License-Identifier: GPL-3.0-or-later
// The channel of a guest that is reached through libvirt: carries bytes between a stream of libvirt
// and a socket, in two threads of its own and over a connection of its own. A connection that
// others use would read on for their sake, and libvirt would keep in memory what nobody takes; over
// this one bytes come when they are asked for, and a guest whose reader is slow waits.
#pragma once

#include <memory>
#include <string>
#include <thread>

#include "base/result.h"
#include "base/unique_fd.h"
#include "fleet/connection.h"
#include "fleet/uri.h"

namespace folioscope::fleet {

class ChannelPump {
 public:
  // Opens the channel of the running or paused domain. Blocks.
  static Result<std::unique_ptr<ChannelPump>> open(const HostUri& uri, const std::string& domain);
  // Ends both ways at once, even when the other host says nothing any more.
  ~ChannelPump();

  // The end for whoever talks to the guest, which does not block. Once.
  UniqueFd take_socket() { return std::move(theirs_); }

 private:
  ChannelPump(QuietConnection connection, Stream stream, UniqueFd ours, UniqueFd theirs);
  void from_guest();
  void to_guest();

  QuietConnection connection_;
  Stream stream_;
  UniqueFd ours_, theirs_;
  std::jthread reader_, writer_;
};

}  // namespace folioscope::fleet
