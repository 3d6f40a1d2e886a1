// SPDX-License-Identifier: GPL-3.0-or-later
// What the store keeps of an experiment, made of its plan.
#pragma once

#include <string>
#include <vector>

#include "plan/plan.h"
#include "store/records.h"

namespace folioscope::run {

// By path, in the order of writing.
store::NamedValues named_values(const std::vector<spec::Setting>& settings);

// The lines of `about` in the order in which a page tells them; what is not said has none.
std::vector<store::AboutRow> about_rows(const spec::About& about);
std::vector<store::ClaimRow> claim_rows(const spec::About& about);
std::vector<store::MetricPatternRow> pattern_rows(const spec::Workload& workload);
std::vector<store::WorkloadRow> workload_rows(const plan::Plan& plan);

}  // namespace folioscope::run
