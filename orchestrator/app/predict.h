// SPDX-License-Identifier: GPL-3.0-or-later
// What a plan will cost on this host: the input of its estimate.
#pragma once

#include "base/result.h"
#include "plan/estimate.h"

namespace folioscope::app {

// `guests` at the same time; 0: what cores, memory and the experiment allow. Faults (User): a
// machine larger than the host, sources that are not there.
Result<plan::Costs> predict_costs(const plan::Plan& plan, int guests);

}  // namespace folioscope::app
