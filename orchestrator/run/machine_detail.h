// SPDX-License-Identifier: GPL-3.0-or-later
// What the store keeps of a machine beside its size. Limits of disks that were not asked for are
// left out.
#pragma once

#include "spec/spec.h"
#include "store/records.h"

namespace folioscope::run {

store::MachineDetail machine_detail(const spec::Machine& machine);

}  // namespace folioscope::run
