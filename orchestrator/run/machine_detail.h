// SPDX-License-Identifier: GPL-3.0-or-later
// What the store keeps of a machine beside its size: the column machine.detail, JSON. Limits of
// disks that were not asked for are left out.
//   {"nodes": [{"memory_bytes", "cpus"}], "distance", "dimms": [{"memory_bytes", "node"}],
//    "disks": [{"size_bytes", "iops", "requests", "filesystem", ...}]}
#pragma once

#include <string>

#include "spec/spec.h"

namespace folioscope::run {

std::string machine_detail(const spec::Machine& machine);

}  // namespace folioscope::run
