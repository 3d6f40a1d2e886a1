// SPDX-License-Identifier: GPL-3.0-or-later
// The directory in which the in-process driver keeps its state: one per owner, always the same, so
// that the next process with that owner finds what a killed one left running.
//
//   BASE/folioscope/OWNERHASH/            $XDG_RUNTIME_DIR when set, else /tmp/folioscope-UID
//     etc/qemu.conf                       ours, rewritten at each open
//     lib/ run/ cache/ log/               libvirt's; lib/qemu/domain-N-NAME/monitor.sock is a socket
//
// The name is short because a Unix socket's path has at most 107 bytes and libvirt adds about 60.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace folioscope::fleet {

// The path for an owner under a base directory. Pure.
std::filesystem::path embed_root_path(const std::filesystem::path& base, const std::string& owner);

// Creates the root (mode 0700) and its qemu.conf. `named` is the user's own choice of a root; empty
// means ours. Fault (User): somebody else owns the directory, or its path is too long.
Result<std::filesystem::path> prepare_embed_root(const std::string& owner,
                                                 const std::filesystem::path& named);

}  // namespace folioscope::fleet
