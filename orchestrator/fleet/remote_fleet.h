// SPDX-License-Identifier: GPL-3.0-or-later
// Guests of a libvirt daemon that are reached through libvirt alone, wherever it runs: kernel,
// initrd and disks are volumes of its pool (pool.h), console and channel come as streams. Of /proc
// and the files over there it needs nothing. fleet.h says what a Fleet promises.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fleet/fleet.h"
#include "fleet/uri.h"

namespace folioscope::fleet {

// `owner` as in Options; it may be used on this machine alone: remote_owner() makes one.
// Blocks. Faults (User): no such host, no permission, no QEMU there; they say what to do.
Result<std::unique_ptr<Fleet>> open_remote(boost::asio::io_context& io, const HostUri& uri,
                                           const std::string& owner);

// Removes the kernels and initrds that runs have uploaded there; their names. Blocks. Faults
// (User): a guest of a run is there, so that a run would miss them; those of open_remote().
Result<std::vector<std::string>> remove_uploads(boost::asio::io_context& io, const HostUri& uri);

// An owner of this machine's runs on hosts that other machines use too.
std::string remote_owner(const std::string& owner);

// Kvm only after a guest with it printed its first line there; Tcg where the host does not offer
// it. `directory` gets the guest's console. Blocks, some seconds.
ProbeResult probe_acceleration(Fleet& fleet, const std::filesystem::path& kernel,
                               const std::filesystem::path& initrd,
                               const std::filesystem::path& directory);

}  // namespace folioscope::fleet
