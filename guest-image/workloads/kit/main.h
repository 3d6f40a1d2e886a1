// SPDX-License-Identifier: GPL-3.0-or-later
// The frame of every workload's main(). Exit code 0: the experiment was performed; 1: it was not,
// with the reason on standard error; 2: wrong arguments. --help prints and exits with 0; --check
// stops after the arguments: 0 or 2.
#pragma once

#include "workloads/kit/args.h"

namespace folioscope::workloads {

int run_main(const Program& program, int argc, const char* const* argv,
             Status (*workload)(const Args&));

}  // namespace folioscope::workloads
