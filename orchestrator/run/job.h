// SPDX-License-Identifier: GPL-3.0-or-later
// What a guest is told: its job, and the command line of its kernel. Pure.
#pragma once

#include <string>

#include "fleet/fleet.h"
#include "plan/plan.h"
#include "run/kernels.h"
#include "spec/spec.h"
#include "wire/messages.h"

namespace folioscope::run {

// The job of a cell, as the agent gets it, without what the kernel lacks.
wire::Job make_job(const plan::Plan& plan, const plan::Cell& cell, const Lacking& lacking = {});

// The kernel command line of a guest but for what its init is to do.
std::string base_cmdline(const spec::Machine& machine, fleet::Accel accel);

}  // namespace folioscope::run
