// SPDX-License-Identifier: GPL-3.0-or-later
// What a plan will cost on this host: the input of its estimate.
#pragma once

#include "app/run_options.h"
#include "base/result.h"
#include "plan/estimate.h"

namespace folioscope::app {

// With what is remembered of builds and boots on this host. Faults (User): a machine larger than
// the host, sources that are not there.
Result<plan::Costs> predict_costs(const plan::Plan& plan, const RunOptions& options);

// Adds how the patches of each variant would be taken, and whether they apply, as far as that can
// be known without unpacking a source. Faults: as above.
Status try_patches(const plan::Plan& plan, plan::Costs& costs);

}  // namespace folioscope::app
