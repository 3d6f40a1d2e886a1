// SPDX-License-Identifier: GPL-3.0-or-later
// From series to answers: per metric and variant the numbers and the verdict that report and
// desktop show. Pure; the same series and seed give the same results whatever else is evaluated.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/comparison.h"
#include "report/units.h"
#include "stats/paired.h"
#include "stats/summary.h"
#include "stats/verdict.h"

namespace folioscope::report {

enum class Verdict {
  Baseline,  // the first variant: what the others are compared with
  Changed,
  NoDifference,  // none larger than the minimum effect
  CannotTell,
  SameCode,  // the patch changes no code: a difference would be noise
  Withheld,  // lost events touch the metric, and not alike in both variants
  NoData,    // no boot gave this metric
};
const char* to_string(Verdict verdict);

struct VariantResult {
  std::string variant;
  stats::Summary summary;  // of all done boots
  bool touched_by_loss = false;
  stats::Difference difference;  // to the baseline, over the blocks that have both
  Verdict verdict = Verdict::NoData;
  double minimum_effect = 0;              // what counts as "no difference", in the metric's unit
  std::optional<std::size_t> more_boots;  // see stats::Judgement
};

struct MetricResult {
  std::string metric, unit, source;
  Scale scale;                          // fits every number of `variants`
  std::vector<VariantResult> variants;  // as in the series; the first is the baseline
};

// The verdict in a word or two; "cannot tell (+4)": about four more boots of each variant would.
std::string verdict_text(const VariantResult& result);
// "[+7.08, +14.17]"
std::string interval_text(const Scale& scale, const stats::Interval& interval);
// "+1.20 us": the mean difference with its unit where a number may be shown, else why not
// ("withheld", "same code"); empty for the baseline and where no block has both.
std::string difference_text(const VariantResult& result, const Scale& scale);
// Its interval; empty where difference_text() is no number.
std::string difference_interval_text(const VariantResult& result, const Scale& scale);
// CannotTell, though every block points the same way: too few blocks, not too much noise.
bool leans(const VariantResult& result);
// Why, in a sentence.
std::string explain(const VariantResult& result, const Scale& scale);

// A share of lost events that differs by more than this between two variants is not alike.
inline constexpr double kAlikeLoss = 0.001;
// "No difference" means none larger than this share of the baseline's mean; for ratios, points.
inline constexpr double kMinimumEffect = 0.05;
inline constexpr double kMinimumEffectRatio = 0.01;

// `group` is the one that holds `series`.
MetricResult evaluate(const query::Comparison& comparison, const query::Group& group,
                      const query::Series& series);

// The series of a group in the order of the report: those the experiment leads with, the headlines,
// then by name.
std::vector<const query::Series*> ordered(const query::Comparison& comparison,
                                          const query::Group& group);
// Whether the report shows it without being asked for every metric.
bool is_headline(const query::Comparison& comparison, std::string_view metric);

// Equal hashes of the code and equal settings: the variant's patches changed nothing that was
// compiled, and nothing else tells the two apart.
bool same_code(const query::Variant& baseline, const query::Variant& variant);

}  // namespace folioscope::report
