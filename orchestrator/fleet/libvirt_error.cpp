// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/libvirt_error.h"

#include <fmt/format.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include <cstdlib>
#include <string_view>

#include "fleet/limits.h"

namespace folioscope::fleet {
namespace {

struct Hint {
  std::string_view part;  // of libvirt's or QEMU's message
  std::string_view remedy;
};

constexpr Hint kHints[] = {
    {"Failed to find user record",
     "install the package libvirt-daemon-system: it creates the user"},
    {"libvirt_driver_qemu", "install the package libvirt-daemon-driver-qemu"},
    {"no connection driver available",
     "install the package libvirt-daemon-driver-qemu, or use another connection URI"},
    {"Cannot find suitable emulator", "install the package qemu-system-x86"},
    {"emulator", "install the package qemu-system-x86"},
    {"Could not access KVM", "use acceleration 'tcg', or give this user access to /dev/kvm"},
    {"domain type 'kvm'", "use acceleration 'tcg', or give this user access to /dev/kvm"},
    {"already open with path", "one process can use one embed root: keep to one owner per process"},
    {"Failed to acquire pid file",
     "another process uses the same run directory: wait for it or end it"},
    {"Could not resolve hostname", "check the name of the host"},
    {"Permission denied (publickey",
     "ssh has to get in without being asked anything: ssh-copy-id USER@HOST"},
    {"Host key verification failed", "connect once by `ssh HOST`, and look at the key it has"},
    {"authentication unavailable",
     "the user there has to be in the group libvirt, or be root: usermod -aG libvirt USER"},
    {"authentication failed",
     "the user there has to be in the group libvirt, or be root: usermod -aG libvirt USER"},
    {"Connection refused",
     "start what is to listen there: sshd, or libvirtd with --listen for TLS"},
    {"End of file while reading data",
     "install and start libvirt there: apt-get install libvirt-daemon-system libvirt-clients"},
    {"unable to connect to server", "check the name of the host, and what listens there"},
    {"Failed to connect socket",
     "start libvirt's daemons (systemctl start virtlogd libvirtd), or use qemu:///embed"},
    {"cannot set up guest memory", "give the machine less memory or run fewer guests at once"},
    {"specified machine type limit", kMoreVcpus},
    {"eim=on requires accel=kvm", kMoreVcpus},
    {"-smp configuration requires kernel irqchip", kMoreVcpus},
    {"No space left on device", "free some disk space, of a pool on its host"},
    {"cannot open directory", "make the directory of the pool there: virsh pool-build folioscope"},
};

}  // namespace

std::string libvirt_remedy(const std::string& message) {
  for (const Hint& hint : kHints)
    if (message.find(hint.part) != std::string::npos) return std::string(hint.remedy);
  return {};
}

Fault libvirt_fault(const std::string& doing) {
  const virError* error = virGetLastError();
  const std::string message = error && error->message ? error->message : "libvirt gave no reason";
  return host_fault(fmt::format("cannot {}: {}", doing, message), libvirt_remedy(message));
}

void silence_libvirt(const std::filesystem::path& log) {
  virSetErrorFunc(nullptr, [](void*, virErrorPtr) {});
  constexpr int kKeepTheUsersChoice = 0;
  // 3: warnings and worse.
  ::setenv("LIBVIRT_LOG_OUTPUTS", fmt::format("3:file:{}", log.string()).c_str(),
           kKeepTheUsersChoice);
}

}  // namespace folioscope::fleet
