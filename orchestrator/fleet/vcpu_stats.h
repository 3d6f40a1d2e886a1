// SPDX-License-Identifier: GPL-3.0-or-later
// CpuUse of a guest as libvirt tells it: for those whose host's /proc is not ours.
#pragma once

#include <libvirt/libvirt.h>

#include <optional>

#include "fleet/cpu_use.h"

namespace folioscope::fleet {

// Empty for a domain that is gone, or whose host is not reached. Blocks.
std::optional<CpuUse> read_vcpu_stats(virDomainPtr domain);

// From "cpu.time", "vcpu.N.time" and "vcpu.N.delay" of virDomainListGetStats(), nanoseconds each. A
// vCPU's number stands for its thread. Pure.
std::optional<CpuUse> cpu_use_of(virTypedParameterPtr parameters, int count);

}  // namespace folioscope::fleet
