// SPDX-License-Identifier: GPL-3.0-or-later
// From series to answers: per metric and variant the numbers and the outcome that report and
// desktop show. Pure; the same series and seed give the same results whatever else is evaluated.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compare/scale.h"
#include "query/comparison.h"
#include "stats/outcome.h"
#include "stats/paired.h"
#include "stats/summary.h"

namespace folioscope::compare {

enum class Outcome {
  Baseline,  // the first variant: what the others are compared with
  Changed,
  NoDifference,  // none larger than the minimum effect
  Inconclusive,
  SameCode,  // the patch changes no code: a difference would be noise
  Withheld,  // lost events touch the metric, and not alike in both variants
  NoData,    // no boot gave this metric
};
const char* to_string(Outcome outcome);

struct VariantResult {
  std::string variant;
  stats::Summary summary;  // of all done boots
  bool touched_by_loss = false;
  stats::Difference difference;  // to the baseline, over the blocks that have both
  Outcome outcome = Outcome::NoData;
  double minimum_effect = 0;              // what counts as "no difference", in the metric's unit
  std::optional<std::size_t> more_boots;  // see stats::Judgement
};

struct MetricResult {
  std::string metric, unit, source;
  Scale scale;                          // fits every number of `variants`
  std::vector<VariantResult> variants;  // as in the series; the first is the baseline
};

// Inconclusive, though every block points the same way: too few blocks, not too much noise.
bool leans(const VariantResult& result);

// A share of lost events that differs by more than this between two variants is not alike.
inline constexpr double kAlikeLoss = 0.001;
// "No difference" means none larger than this share of the baseline's mean; for ratios, points.
inline constexpr double kMinimumEffect = 0.05;
inline constexpr double kMinimumEffectRatio = 0.01;

// `condition` is the one that holds `series`.
MetricResult evaluate(const query::Comparison& comparison, const query::Condition& condition,
                      const query::Series& series);

// The series of a condition in the order of the report: those the experiment leads with, the
// headlines, then by name.
std::vector<const query::Series*> ordered(const query::Comparison& comparison,
                                          const query::Condition& condition);
// Whether the report shows it without being asked for every metric.
bool is_headline(const query::Comparison& comparison, std::string_view metric);

// Metrics that the table of holders or the tables of page locks show instead (holders.h,
// page_locks.h): listed only when they are asked for by name, on the command line or by the
// experiment.
bool shown_in_a_table(const query::Comparison& comparison, std::string_view metric);

// Equal hashes of the code and equal settings: the variant's patches changed nothing that was
// compiled, and nothing else tells the two apart.
bool same_code(const query::Variant& baseline, const query::Variant& variant);

}  // namespace folioscope::compare
