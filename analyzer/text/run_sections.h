// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the text report that are about the run, not about a metric.
#pragma once

#include <cstddef>
#include <string>

#include "query/comparison.h"

namespace folioscope::text {

inline constexpr std::size_t kLineWidth = 100;

// Sections of the report; each ends with a line break, and is empty when there is nothing to say.
std::string accounting_section(const query::Comparison& comparison);
std::string not_run_section(const query::Comparison& comparison);
// What the host gave the boots, and those that it failed; empty for a run that did not measure it.
std::string host_section(const query::Comparison& comparison);
std::string anomaly_section(const query::Comparison& comparison);

}  // namespace folioscope::text
