// SPDX-License-Identifier: GPL-3.0-or-later
// The socket at which QEMU offers the host's end of a guest's channel (virtio-serial). It is there
// from before the domain until we have connected, which we do once: then its name is removed, so
// that nobody else connects, whatever becomes of our end. It stands in the base directory of our
// libvirt roots, which is private to this user; run directories may be too long for a UNIX socket's
// path (107 bytes), and others may read them.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace folioscope::fleet {

// The name that the guest finds in /sys/class/virtio-ports.
inline constexpr const char* kChannelName = "org.folioscope.agent.0";

class ChannelSocket {
 public:
  // A name below `base` that is free, the same for each domain of this name: what a killed process
  // left there is removed. Faults (User): `base` is somebody else's, or its path is too long.
  static Result<ChannelSocket> prepare(const std::filesystem::path& base,
                                       const std::string& domain);
  ChannelSocket(ChannelSocket&& other) noexcept;
  ChannelSocket& operator=(ChannelSocket&&) = delete;
  ~ChannelSocket() { remove(); }

  const std::filesystem::path& path() const { return path_; }
  // The host's end, when QEMU listens there; nobody can have another. Never blocks. Faults (Host):
  // nobody listens, or this process has no descriptor left.
  Result<UniqueFd> connect();

 private:
  explicit ChannelSocket(std::filesystem::path path) : path_(std::move(path)) {}
  void remove();

  std::filesystem::path path_;  // empty: moved from
};

}  // namespace folioscope::fleet
