// SPDX-License-Identifier: GPL-3.0-or-later
// What a plan will cost on this host: the input of its estimate.
#pragma once

#include "base/result.h"
#include "plan/estimate.h"

namespace folioscope::app {

// `guests` at the same time; 0: what cores, memory and the experiment allow. Faults (User): a
// machine larger than the host, sources that are not there.
Result<plan::Costs> predict_costs(const plan::Plan& plan, int guests);

// Adds how the patches of each variant would be taken, and whether they apply, as far as that can
// be known without unpacking a source. Faults: as above.
Status try_patches(const plan::Plan& plan, plan::Costs& costs);

}  // namespace folioscope::app
