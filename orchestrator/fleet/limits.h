// SPDX-License-Identifier: GPL-3.0-or-later
// How many vCPUs this host's QEMU gives a machine. Those beyond 255 are q35 with x2APIC: 288 up to
// QEMU 8.0, 1024 from 8.1 on and 4096 from 9.0 on. The APIC that QEMU emulates without KVM knows no
// x2APIC before 9.0.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "fleet/fleet.h"
#include "spec/spec.h"

namespace folioscope::fleet {

// What to do about a machine with more.
inline constexpr std::string_view kMoreVcpus =
    "QEMU 8.1 takes 1024 with KVM, 9.0 takes 4096 and emulates them too: "
    "apt-get install -t bookworm-backports qemu-system-x86";

struct Limits {
  std::string qemu;  // "7.2"
  int kvm = 0;       // vCPUs of a machine
  int tcg = 0;

  bool operator==(const Limits&) const = default;
};

// Asks QEMU, which must be installed. Blocks for part of a second.
Result<Limits> ask_limits();

// Looks at machines beyond 255 vCPUs only, and asks only where there is one. Fault (User): a
// machine has more than QEMU takes; the remedy says which one does. Blocks.
Status check_vcpus(const std::vector<spec::Machine>& machines, Accel accel);

// The pure parts: what QEMU says on its monitor, a JSON object a line; the check itself.
Result<Limits> parse_limits(std::string_view monitor);
Status check_vcpus(const std::vector<spec::Machine>& machines, Accel accel, const Limits& limits);

}  // namespace folioscope::fleet
