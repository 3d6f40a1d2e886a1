// SPDX-License-Identifier: GPL-3.0-or-later
// QEMU processes that carry our mark: what a killed orchestrator leaves behind. libvirt finds most
// of them by its own state files; a process whose state was never written, or was lost, is found
// here.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace folioscope::fleet {

struct QemuProcess {
  pid_t pid = 0;
  std::string domain;                        // the name after "-name guest="
  std::vector<std::filesystem::path> disks;  // the files of its disks

  bool operator==(const QemuProcess&) const = default;
};

// From the bytes of /proc/PID/cmdline (arguments ended by NUL); domain is empty when it is no QEMU
// of libvirt. Pure.
QemuProcess parse_qemu(pid_t pid, std::string_view cmdline);

// Every QEMU of this user whose domain's name is wanted, or begins with prefix.
std::vector<QemuProcess> find_qemu(const std::function<bool(const std::string& domain)>& wanted);
std::vector<QemuProcess> find_qemu(const std::string& prefix);

// SIGKILL, and waits until it is gone. The process is held by a pidfd and looked at again, so that
// a reused pid is never hit. Fault (Host): it does not die within the deadline.
Status kill_qemu(const QemuProcess& process);

// The same wait for a process that somebody else has just been told to end.
Status await_gone(const QemuProcess& process);

}  // namespace folioscope::fleet
