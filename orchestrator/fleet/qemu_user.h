// SPDX-License-Identifier: GPL-3.0-or-later
// Whom QEMU runs as. Files of a run lie where only their owner reaches them, so that QEMU is
// started as the user of this process; where that is root, it opens them and then becomes another
// user.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace folioscope::fleet {

struct QemuUser {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
};

// Debian's user for QEMU, or nobody. Nothing where this process is an ordinary user, or may not
// become another one (tried in a child), as in a user namespace of one user.
std::optional<QemuUser> user_to_become();

// Whether a QEMU of that user may have been started by this one: he himself or, for root, those
// that he lets QEMU become.
bool runs_qemu_of_ours(uid_t user);

// Options of a QEMU of this version (virConnectGetVersion()) for <qemu:commandline>: its seccomp
// sandbox, and `user` if there is one. libvirt's own sandbox forbids to change users. Here
// that right ends with the change: no capability is left, and no program that it started would get
// one.
std::string confinement_arguments(const std::optional<QemuUser>& user, unsigned long qemu_version);

}  // namespace folioscope::fleet
