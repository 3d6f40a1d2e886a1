// SPDX-License-Identifier: GPL-3.0-or-later
// What kernels, conditions and boots are called, for report and desktop alike.
#pragma once

#include <string>
#include <vector>

#include "compare/findings.h"
#include "compare/page_locks.h"
#include "query/comparison.h"

namespace folioscope::format {

struct Fact {
  std::string name, text;
};
// When, how complete, kernels by variant, host, acceleration and what it means for the numbers.
std::vector<Fact> run_facts(const query::Comparison& comparison);

// A variant's kernels, one for each base that it is on.
std::vector<const store::VariantRow*> kernels_of(const query::Variant& variant);
// What cannot be told on which base: hooks of the instrumentation are missing there, or a metric
// that the report leads with is given by no boot of it, and by boots of other bases.
std::vector<Fact> not_available(const query::Comparison& comparison);

// "changes 3 functions: a, b, c; adds 1 function: d", "has the code of stock"; empty where it is
// not known, as of the baseline. More names than a few are counted. Both kernels are of one base.
std::string functions_text(const store::VariantRow& baseline, const store::VariantRow& kernel);

// "6.1.192, lru-drain-only.patch", "the patch changes no code", or why there is no kernel.
std::string kernel_text(const query::Comparison& comparison, const query::Variant& variant,
                        const store::VariantRow& kernel);

// "smp8 (8 vCPUs, 512 MiB, 1 NUMA node), cma-churn"
std::string condition_title(const query::Comparison& comparison, const query::Condition& condition);

// "all events accounted for" or "2 events unaccounted for"
std::string accounted_text(const query::Accounting& events);

// "smp8 (8 vCPUs, 512 MiB, 1 NUMA node), refault faulters=8; overcommitted: 8 vCPUs on 2 host
// cores; amplified: mig_window_us=50"
std::string result_title(const query::Comparison& comparison,
                         const compare::ConditionResult& condition);

// Boots of a variant that gave no sample at this condition: "5 guest-oops, 1 hang"; planned ones
// left out. Empty: none.
std::string failures_text(const query::Comparison& comparison, const query::Condition& condition,
                          const std::string& variant);

// The same, or that no boot gave a value.
std::string ending_text(const query::Comparison& comparison, const query::Condition& condition,
                        const std::string& variant);

// "smp8, faulters=8"
std::string label_text(const compare::ConditionResult& condition);

// "81.2 ms" of ns, "25" of counts.
std::string lock_value(const compare::LockRow& row, double value);

// Of a variant's kernel, or why there is none.
std::string release_text(const query::Comparison& comparison, const store::VariantRow& kernel);

// "KVM", or that CPUs were emulated and what that means for the numbers.
std::string acceleration_text(const std::string& acceleration);

// "configs/experiments/quickstart.yaml" of "/home/me/folioscope/configs/experiments/…": what is the
// same on every machine.
std::string portable_path(std::string_view path);

}  // namespace folioscope::format
