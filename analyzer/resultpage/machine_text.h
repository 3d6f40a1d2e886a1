// SPDX-License-Identifier: GPL-3.0-or-later
// A machine in words, from its row in the store.
#pragma once

#include <string>

#include "store/records.h"

namespace folioscope::resultpage {

// "4 vCPUs, 512 MiB, 2 NUMA nodes; disk vda: 512 MiB, xfs, iops 200, requests 4; module: 256 MiB on
// node 1; command line `quiet`", as Markdown.
std::string machine_text(const store::MachineRow& machine);

}  // namespace folioscope::resultpage
