// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/outcomes.h"

#include "stats/outcome.h"
#include "stats/summary.h"

namespace folioscope::compare {
namespace {

Outcome direction_of(catalog::Better better, double mean) {
  if (better == catalog::Better::Neither) return Outcome::Changed;
  return (mean < 0) == (better == catalog::Better::Lower) ? Outcome::Improved : Outcome::Regressed;
}

Outcome outcome_of(const Family& family, catalog::Better better, const stats::Contrast& contrast,
                   const Test* test, double minimum_effect) {
  switch (stats::judge(contrast, test != nullptr && test->rejected, minimum_effect,
                       family.confidence())) {
    case stats::Outcome::Changed:
      if (test->tier == Tier::Lead || (test->tier == Tier::Family && !family.open()))
        return Outcome::Lead;
      return direction_of(better, contrast.difference);
    case stats::Outcome::NoDifference:
      return Outcome::NoDifference;
    case stats::Outcome::Inconclusive:
      break;
  }
  return Outcome::Inconclusive;
}

WithheldFor withheld_for(const TestedRun& run, const query::Condition& condition,
                         const query::Series& series, std::size_t variant) {
  if (run.family.ends_differently(condition, variant)) return WithheldFor::Endings;
  const bool touched =
      series.variants.front().touched_by_loss() || series.variants[variant].touched_by_loss();
  if (touched &&
      !alike_loss(condition.variants.front().accounting, condition.variants[variant].accounting))
    return WithheldFor::Loss;
  return WithheldFor::Nothing;
}

}  // namespace

std::vector<double> values_of_boots(const query::VariantBoots& variant) {
  std::vector<double> values;
  values.reserve(variant.boots.size());
  for (const query::BootValue& boot : variant.boots) values.push_back(boot.value);
  return values;
}

// Both variants' boots as one list, as the statistics want them.
stats::Contrast contrast_of(const TestedRun& run, const query::Condition& condition,
                            const query::Series& series, std::size_t variant) {
  std::vector<stats::Boot> boots;
  stats::Values values;
  for (const std::size_t side : {std::size_t{0}, variant})
    for (const query::BootValue& boot : series.variants[side].boots) {
      if (!run.family.counts(condition, boot.block)) continue;
      boots.push_back({boot.block, side == variant});
      values.push_back(boot.value);
    }
  return stats::contrast(boots, values);
}

Judgement judge(const TestedRun& run, const query::Condition& condition,
                const query::Series& series, std::size_t variant, const stats::Contrast& contrast,
                double baseline_mean) {
  Judgement judged;
  judged.minimum_effect = minimum_effect_of(series.unit, baseline_mean);
  judged.found = outcome_of(run.family, better_of(run, series.metric), contrast,
                            run.family.find(condition, series, variant), judged.minimum_effect);
  judged.withheld = withheld_for(run, condition, series, variant);
  judged.outcome = judged.found;
  if (same_code(run.variants.front(), run.variants[variant], condition.base))
    judged.outcome = Outcome::SameCode;
  else if (judged.withheld != WithheldFor::Nothing)
    judged.outcome = Outcome::Withheld;
  return judged;
}

std::vector<VariantOutcome> outcomes(const TestedRun& run, const query::Condition& condition,
                                     const query::Series& series) {
  std::vector<VariantOutcome> all;
  if (series.variants.empty()) return all;
  const double baseline = stats::summarize(values_of_boots(series.variants.front())).mean;
  for (std::size_t i = 0; i < series.variants.size(); ++i) {
    const bool empty = series.variants[i].boots.empty();
    VariantOutcome& one = all.emplace_back();
    one.asked = !empty || is_asked(condition, i);
    if (empty) continue;
    one.outcome =
        i == 0 ? Outcome::Baseline
               : judge(run, condition, series, i, contrast_of(run, condition, series, i), baseline)
                     .outcome;
  }
  return all;
}

}  // namespace folioscope::compare
