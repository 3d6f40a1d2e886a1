// SPDX-License-Identifier: GPL-3.0-or-later
// The directory in which the in-process driver keeps its state: one per owner, always the same, so
// that the next process with that owner finds what a killed one left running.
//
//   BASE                                  $XDG_RUNTIME_DIR/folioscope, else /tmp/folioscope-UID
//     lock                                flock: who prepares or sweeps
//     cache/                              what libvirt learnt of QEMU (5 s under load): for all
//     roots OWNERHASH/                          a root
//       in-use                            flock: held until the process ends
//       etc/qemu.conf                     ours, rewritten at each open
//       cache -> BASE/cache
//       libvirt.log                       its warnings and worse
//       lib/ run/ log/                    libvirt's
//     channel-*                           sockets of guests that are being started (channel.h)
//
// The name is short because a Unix socket's path has at most 107 bytes and libvirt adds about 60.
// Roots that no process uses and that hold no guest are swept when the next one is prepared.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace folioscope::fleet {

// $XDG_RUNTIME_DIR/folioscope when that is writable, else /tmp/folioscope-UID.
std::filesystem::path embed_base();

// Creates it, private to this user. Fault (User): it is somebody else's.
Status prepare_base(const std::filesystem::path& base);

// The path for an owner under a base directory. Pure.
std::filesystem::path embed_root_path(const std::filesystem::path& base, const std::string& owner);

// Creates the root at embed_root_path() with its qemu.conf, private to this user. Fault (User):
// somebody else owns the directory, or its path is too long.
Result<std::filesystem::path> prepare_embed_root(const std::filesystem::path& base,
                                                 const std::string& owner);

// The same for a root that the user named; nothing beside it is touched.
Result<std::filesystem::path> prepare_named_root(const std::filesystem::path& root);

// Removes the root of an owner whose guests were killed; nothing where a process uses it.
void remove_embed_root(const std::filesystem::path& base, const std::string& owner);

}  // namespace folioscope::fleet
