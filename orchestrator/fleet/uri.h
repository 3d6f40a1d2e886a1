// SPDX-License-Identifier: GPL-3.0-or-later
// Which libvirt a connection string names. Pure.
#pragma once

#include <string>

#include "base/result.h"

namespace folioscope::fleet {

enum class UriKind {
  Embed,  // qemu:///embed: the driver runs inside this process, in a root directory
  Local,  // qemu:///session or qemu:///system: a daemon on this host
};

struct Uri {
  UriKind kind = UriKind::Embed;
  std::string text;  // what libvirt is given; empty for Embed until its root is known
  std::string root;  // Embed only: the root the user named; empty means one of ours
};

// A libvirt whose guests are reached through libvirt alone, wherever it is.
struct HostUri {
  std::string text;   // what libvirt is given
  std::string shown;  // without user, password and the places of keys: for people and the store

  bool operator==(const HostUri&) const = default;
};

// Faults (User): no URI of a libvirt daemon's QEMU driver (qemu+ssh://HOST/system, qemu+tls://...,
// qemu+unix:///system?socket=..., qemu:///session).
Result<HostUri> parse_host_uri(const std::string& text);

// Empty text means qemu:///embed. Fault (User): no qemu URI, or one that names another host: its
// console file and the socket of the guest's channel would be over there.
Result<Uri> parse_uri(const std::string& text);

// "qemu:///embed?root=ROOT", percent-encoded.
std::string embed_uri(const std::string& root);

}  // namespace folioscope::fleet
