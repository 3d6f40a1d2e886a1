// SPDX-License-Identifier: GPL-3.0-or-later
// The table of holders and the tables of page locks as JSON: members of a condition in the report.
// Internal to text/.
//
// "holders": null, or
//   in_cma          true: only failures inside CMA allocations are counted
//   failures        a comparison: failures in a boot
//   gone            by variant: failures not counted, their references were gone when read
//   classes         the largest first: {class, meaning, only_in, variants, failures, share}
//   stacks          the largest first: {class, stack, only_in, variants, failures, share}
//   stacks_left_out
// where only_in is the only variant that has it, or null; failures a comparison of the failures in
// a boot; share their share of all of the boot's, as summaries by variant: it is not tested; and
// variants a list of
//   {variant, failures_per_boot, split_share} for a class, where a failure of n classes counts as
//   1/n in each, so that a variant's classes add up to 1;
//   {variant, failures_per_boot, task, median_age_ns} for a stack; what is not known is null.
//
// "page_locks": null, or
//   blocks      {title, rows: {name, title, unit, variants, p50}}, where name is the
//   distribution's,
//               variants a list of {variant, per_boot, p50, p90, p99, max} in `unit` (all but
//               per_boot null when no boot has samples), and p50 a comparison
//   not_paired  {metric, meaning, per_boot: a list by variant}
//   wake_chunks_max  by variant; null: not traced
//
// A comparison is what the report has for a metric, in render_json.cpp: a list by variant.
#pragma once

#include <nlohmann/json.hpp>

#include "compare/holders.h"
#include "compare/page_locks.h"

namespace folioscope::text {

nlohmann::ordered_json json_of(const query::Comparison& comparison,
                               const compare::HolderTable& holders);
nlohmann::ordered_json json_of(const compare::LockTable& locks);

// In render_json.cpp: the summary of one variant, and that with outcome and difference; without the
// boots' values.
nlohmann::ordered_json summary_of(const compare::VariantResult& result);
nlohmann::ordered_json json_of(const compare::VariantResult& result);

}  // namespace folioscope::text
