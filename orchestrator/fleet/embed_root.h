// SPDX-License-Identifier: GPL-3.0-or-later
// The directory in which the in-process driver keeps its state: one per owner, always the same, so
// that the next process with that owner finds what a killed one left running.
//
//   BASE                                  embed_base()
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

// $XDG_RUNTIME_DIR/folioscope when that can be a directory of this user's own, else
// embed_base_below("/tmp").
std::filesystem::path embed_base();

// SHARED/folioscope-UID. Where somebody else has that name already (in /tmp only its owner may
// remove it): SHARED/folioscope-UID-RANDOM, the first that is this user's, else a new one. When
// nothing can be made, the first name, for which prepare_base() says why.
std::filesystem::path embed_base_below(const std::filesystem::path& shared);

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
