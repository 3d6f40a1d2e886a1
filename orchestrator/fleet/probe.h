// SPDX-License-Identifier: GPL-3.0-or-later
// How probe_acceleration() of fleet.h asks. A bare QEMU, not libvirt: the question is the host's,
// and must be answered before a fleet exists.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "fleet/fleet.h"
#include "sys/host_counters.h"

namespace folioscope::fleet {

// Runs the command of a guest under KVM and ends it: Kvm when a kernel's greeting ("Linux version")
// comes before the deadline, else Tcg with the reason. Blocks.
ProbeResult probe_with(std::vector<std::string> guest, std::chrono::milliseconds deadline);

// Whether tasks of the host waited for a CPU more than half of the time that passed between the
// readings (or as much was stolen from it): then silence of a guest says nothing about KVM. Pure.
bool was_busy(const sys::HostCounters& before, const sys::HostCounters& after,
              std::chrono::nanoseconds passed);

}  // namespace folioscope::fleet
