// SPDX-License-Identifier: GPL-3.0-or-later
// From series to answers: per metric and variant the numbers and the outcome that report and
// desktop show. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/metric.h"
#include "compare/family.h"
#include "compare/scale.h"
#include "query/comparison.h"
#include "stats/interval.h"
#include "stats/shape.h"
#include "stats/summary.h"

namespace folioscope::compare {

enum class Outcome {
  Baseline,  // the first variant: what the others are compared with
  Improved,  // changed, in the direction that the catalogue calls better
  Regressed,
  Changed,       // and neither direction is better
  Lead,          // would be a change, but is no claim: see compare/family.h
  NoDifference,  // none larger than the minimum effect
  Inconclusive,
  SameCode,  // the patch changes no code: a difference would be noise
  Withheld,  // see VariantResult::withheld
  NoData,    // no boot gave this metric
};
const char* to_string(Outcome outcome);
// Improved, Regressed or Changed: a claim.
bool is_change(Outcome outcome);

enum class WithheldFor {
  Nothing,
  Loss,     // lost events touch the metric, and not alike in both variants
  Endings,  // the variants' boots do not end alike: those that give numbers are a selection
};

const char* to_string(WithheldFor reason);

// To the baseline, inside blocks of boots. In the metric's unit.
struct Difference {
  std::size_t blocks = 0;                     // with boots of both; 0: nothing below means anything
  std::size_t baseline_boots = 0, boots = 0;  // in these blocks
  double mean = 0;                            // variant - baseline
  bool equal = false;                         // all values of both variants are the same
  bool one_sided = false;                     // every block points the same way
  std::size_t agreeing = 0;                   // blocks whose own difference has the sign of mean
  std::optional<stats::Interval> interval;    // 95 %; none: no spread was seen
  double p = 1, adjusted = 1;                 // of this metric alone, and within its tier
  Tier tier = Tier::Lead;
  std::optional<int> decided_boots;      // adaptive boots: of each variant, until then
  std::optional<stats::Ratio> relative;  // beside the baseline, where that has a meaning
  std::optional<double> detectable;  // smallest difference that so many boots show 8 times in 10
};

// Boots of each variant that would show a change of kPlannedChange 8 times in 10: a range, because
// the spread is an estimate. Unset: more than stats::kMostBoots.
struct BootsNeeded {
  std::optional<std::size_t> low, high;
};
inline constexpr double kPlannedChange = 0.1;  // of the baseline's mean

struct VariantResult {
  std::string variant;
  stats::Summary summary;  // of all done boots
  bool touched_by_loss = false;
  bool asked = true;      // false: the variant is not on this base, so it has no row anywhere
  Difference difference;  // over the blocks that have both
  Outcome outcome = Outcome::NoData;
  WithheldFor withheld = WithheldFor::Nothing;
  double minimum_effect = 0;                // what counts as "no difference", in the metric's unit
  std::optional<BootsNeeded> boots_needed;  // where the outcome is inconclusive and spread is known
  std::optional<stats::TwoPeaks> peaks;     // the mean describes no boot
  bool drifts = false;                      // over the blocks
};

struct MetricResult {
  std::string metric, unit, source;
  Scale scale;                          // fits every number of `variants`
  std::vector<VariantResult> variants;  // as in the series; the first is the baseline
};

// Which direction is better: as the catalogue has it, or the experiment says of a metric of its
// own.
catalog::Better better_of(const query::Comparison& run, std::string_view metric);

// Inconclusive, though every block points the same way: too few blocks, not too much noise.
bool leans(const VariantResult& result);

// A share of lost events that differs by more than this between two variants is not alike.
inline constexpr double kAlikeLoss = 0.001;
bool alike_loss(const query::Accounting& one, const query::Accounting& other);
// "No difference" means none larger than this share of the baseline's mean; for ratios, of the mean
// of the rarer outcome: 0.2 % against 0.8 % is four times as many.
inline constexpr double kMinimumEffect = 0.05;
double minimum_effect_of(std::string_view unit, double baseline_mean);

// `condition` is the one that holds `series`. What its tests say was found by tested().
MetricResult evaluate(const TestedRun& run, const query::Condition& condition,
                      const query::Series& series);

// The series of a condition in the order of the report: those the experiment leads with, the
// headlines, then by name.
std::vector<const query::Series*> ordered(const query::Comparison& comparison,
                                          const query::Condition& condition);
// What a program of the experiment's own is run for: its numbers, its tests, its time.
bool is_of_own_program(const query::Comparison& comparison, std::string_view metric);
// Whether the report shows it without being asked for every metric.
bool is_headline(const query::Comparison& comparison, std::string_view metric);

// Metrics that the table of holders or the tables of page locks show instead (holders.h,
// page_locks.h): listed only when they are asked for by name, on the command line or by the
// experiment.
bool shown_in_a_table(const query::Comparison& comparison, std::string_view metric);

// Whether the variant was to be booted under this condition, where the baseline was.
bool is_asked(const query::Condition& condition, std::size_t variant);

// Equal hashes of the code and equal settings: the variant's patches changed nothing that was
// compiled, and nothing else tells the two apart. On one base, or on every one that the variant is
// on.
bool same_code(const query::Variant& baseline, const query::Variant& variant,
               const std::string& base);
bool same_code(const query::Variant& baseline, const query::Variant& variant);

}  // namespace folioscope::compare
