// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the text report that are about the run, not about a metric; shared with the desktop.
#pragma once

#include <string>
#include <vector>

#include "query/comparison.h"

namespace folioscope::report {

inline constexpr std::size_t kLineWidth = 100;

struct Fact {
  std::string name, text;
};
// When, how complete, kernels by variant, host, acceleration and what it means for the numbers.
std::vector<Fact> run_facts(const query::Comparison& comparison);

// "6.1.192, lru-drain-only.patch", "the patch changes no code", or why there is no kernel.
std::string kernel_text(const query::Comparison& comparison, const query::Variant& variant);

// "smp8 (8 vCPUs, 512 MiB, 1 NUMA node), cma-churn"
std::string group_title(const query::Comparison& comparison, const query::Group& group);

// "closed" or "NOT closed: 2 CPUs"
std::string accounted_text(const query::Accounting& events);
// The done boots of the whole run.
query::Accounting total_accounting(const query::Comparison& comparison);

// Sections of the report; each ends with a line break, and is empty when there is nothing to say.
std::string accounting_section(const query::Comparison& comparison);
std::string not_run_section(const query::Comparison& comparison);
std::string anomaly_section(const query::Comparison& comparison);

}  // namespace folioscope::report
