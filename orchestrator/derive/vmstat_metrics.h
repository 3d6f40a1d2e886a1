// SPDX-License-Identifier: GPL-3.0-or-later
// What /proc/vmstat says about a boot: the counters that reviewers of memory-management patches ask
// for, as differences under their kernel names, and cma_failure_rate_vmstat as a cross-check of the
// events that cannot lose anything.
#pragma once

#include <vector>

#include "derive/output.h"
#include "store/records.h"

namespace folioscope::derive {

// `asked`: the experiment's patterns, of which those of vmstat are read: counters that it asks for
// beside the catalogue's.
void write_vmstat_metrics(const std::vector<store::VmstatRow>& rows,
                          const std::vector<store::MetricPatternRow>& asked, Output& out);

}  // namespace folioscope::derive
