// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/evaluate.h"

#include <fnmatch.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "catalog/metric.h"
#include "catalog/programs.h"
#include "compare/headlines.h"
#include "compare/outcomes.h"
#include "compare/scale.h"
#include "stats/planning.h"

namespace folioscope::compare {
namespace {

Difference difference_of(const Family& family, const stats::Contrast& contrast, const Test* test) {
  Difference difference{.blocks = contrast.blocks,
                        .baseline_boots = contrast.baseline,
                        .boots = contrast.variant,
                        .mean = contrast.difference,
                        .equal = contrast.equal,
                        .one_sided = contrast.one_sided,
                        .agreeing = contrast.agreeing,
                        .interval = stats::block_t(contrast, family.confidence())};
  if (test != nullptr) {
    difference.p = test->p;
    difference.adjusted = test->adjusted;
    difference.tier = test->tier;
    difference.relative = test->relative;
    if (test->decided) difference.decided_boots = *test->decided * 2;
  }
  const double deviation = stats::deviation_of(contrast);
  const std::size_t boots = std::min(contrast.baseline, contrast.variant);
  if (const double least = deviation > 0 ? stats::detectable(deviation, boots) : HUGE_VAL;
      std::isfinite(least))
    difference.detectable = least;
  return difference;
}

std::optional<BootsNeeded> boots_needed(const stats::Contrast& contrast, double baseline_mean) {
  const double deviation = stats::deviation_of(contrast);
  const double change = kPlannedChange * std::abs(baseline_mean);
  if (!(deviation > 0) || !(change > 0)) return std::nullopt;
  const stats::Range range = stats::deviation_range(deviation, contrast.freedom());
  return BootsNeeded{stats::boots_to_detect(change, range.low),
                     stats::boots_to_detect(change, range.high)};
}

// Everything but the baseline's own row.
void compare(const TestedRun& run, const query::Condition& condition, const query::Series& series,
             std::size_t variant, double baseline_mean, VariantResult& result) {
  const stats::Contrast contrast = contrast_of(run, condition, series, variant);
  result.difference =
      difference_of(run.family, contrast, run.family.find(condition, series, variant));
  const Judgement judged = judge(run, condition, series, variant, contrast, baseline_mean);
  result.minimum_effect = judged.minimum_effect;
  result.withheld = judged.withheld;
  result.outcome = judged.outcome;
  if (judged.found == Outcome::Inconclusive)
    result.boots_needed = boots_needed(contrast, baseline_mean);
}

Scale scale_of(const MetricResult& metric) {
  std::vector<double> shown;
  for (const VariantResult& variant : metric.variants) {
    if (variant.summary.count == 0) continue;
    shown.insert(shown.end(), {variant.summary.median, variant.summary.mean,
                               variant.summary.quartile_range(), variant.difference.mean});
    if (variant.difference.interval)
      shown.insert(shown.end(),
                   {variant.difference.interval->low, variant.difference.interval->high});
  }
  return scale_for(metric.unit, shown);
}

}  // namespace

catalog::Better better_of(const query::Comparison& run, std::string_view metric) {
  if (const catalog::Metric* known = catalog::find_metric(metric)) return known->better;
  for (const store::WorkloadRow& workload : run.workloads)
    for (const store::MetricPatternRow& own : workload.metrics)
      if (own.name == metric)
        return own.better == "lower"    ? catalog::Better::Lower
               : own.better == "higher" ? catalog::Better::Higher
                                        : catalog::Better::Neither;
  return catalog::Better::Neither;
}

const char* to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::Baseline:
      return "baseline";
    case Outcome::Improved:
      return "improved";
    case Outcome::Regressed:
      return "regressed";
    case Outcome::Changed:
      return "changed";
    case Outcome::Lead:
      return "lead";
    case Outcome::NoDifference:
      return "no difference";
    case Outcome::Inconclusive:
      return "inconclusive";
    case Outcome::SameCode:
      return "same code";
    case Outcome::Withheld:
      return "withheld";
    case Outcome::NoData:
      return "no data";
  }
  return "?";
}

bool is_asked(const query::Condition& condition, std::size_t variant) {
  return variant >= condition.variants.size() || condition.variants[variant].planned > 0 ||
         condition.variants.front().planned == 0;
}

bool same_code(const query::Variant& baseline, const query::Variant& variant,
               const std::string& base) {
  const store::VariantRow& ours = baseline.on(base);
  const store::VariantRow& other = variant.on(base);
  return ours.code_hash && ours.code_hash == other.code_hash && ours.settings == other.settings;
}

bool same_code(const query::Variant& baseline, const query::Variant& variant) {
  return same_code(baseline, variant, variant.row.base) &&
         std::ranges::all_of(variant.others, [&](const store::VariantRow& other) {
           return same_code(baseline, variant, other.base);
         });
}

const char* to_string(WithheldFor reason) {
  switch (reason) {
    case WithheldFor::Loss:
      return "unequal loss of events";
    case WithheldFor::Endings:
      return "boots that do not end alike";
    case WithheldFor::Nothing:
      break;
  }
  return "";
}

bool is_change(Outcome outcome) {
  return outcome == Outcome::Improved || outcome == Outcome::Regressed ||
         outcome == Outcome::Changed;
}

bool alike_loss(const query::Accounting& one, const query::Accounting& other) {
  return (one.lost() == 0) == (other.lost() == 0) &&
         std::abs(one.lost_share() - other.lost_share()) <= kAlikeLoss;
}

double minimum_effect_of(std::string_view unit, double baseline_mean) {
  double size = std::abs(baseline_mean);
  if (unit == "ratio" && size <= 1) size = std::min(size, 1 - size);
  return kMinimumEffect * size;
}

MetricResult evaluate(const TestedRun& run, const query::Condition& condition,
                      const query::Series& series) {
  MetricResult metric{series.metric, series.unit, series.source, {}, {}};
  for (std::size_t i = 0; i < series.variants.size(); ++i) {
    const query::VariantBoots& variant = series.variants[i];
    VariantResult& result = metric.variants.emplace_back();
    const std::vector<double> values = values_of_boots(variant);
    result.variant = variant.variant;
    result.summary = stats::summarize(values);
    result.touched_by_loss = variant.touched_by_loss();
    result.asked = !values.empty() || is_asked(condition, i);
    if (values.empty()) continue;
    result.peaks = stats::two_peaks(values);
    result.drifts = stats::drift_p(values) <= stats::kDrift;
    if (i == 0)
      result.outcome = Outcome::Baseline;
    else
      compare(run, condition, series, i, metric.variants.front().summary.mean, result);
  }
  metric.scale = scale_of(metric);
  return metric;
}

std::vector<const query::Series*> ordered(const query::Comparison& comparison,
                                          const query::Condition& condition) {
  std::vector<const query::Series*> series;
  for (const query::Series& one : condition.series) series.push_back(&one);
  const std::vector<std::string>& chosen = comparison.about.headline;
  const auto key = [&chosen](const query::Series* one) {
    constexpr std::size_t kLast = ~std::size_t{0};
    return std::tuple(std::ranges::find(chosen, one->metric) - chosen.begin(),
                      headline_rank(one->metric).value_or(kLast), std::string_view(one->metric),
                      std::string_view(one->unit));
  };
  std::ranges::sort(series, {}, key);
  return series;
}

bool leans(const VariantResult& result) {
  return result.outcome == Outcome::Inconclusive && result.difference.one_sided &&
         result.difference.blocks > 1;
}

bool shown_in_a_table(const query::Comparison& comparison, std::string_view metric) {
  const std::vector<std::string>& chosen = comparison.about.headline;
  if (std::ranges::find(chosen, metric) != chosen.end()) return false;
  // The second is what runs before the catalogue store.
  if (metric.starts_with("holder_share_") || metric.starts_with("culprit_share_"))
    return !comparison.holders.boots.empty();
  return query::about_page_locks(metric) && !comparison.lock_distributions.empty();
}

// What the experiment asks for by itself: hits of its probes, counters of /proc/vmstat.
bool is_asked_for(const query::Comparison& comparison, std::string_view metric) {
  if (metric.starts_with("probe:"))
    return metric.find('.') == metric.npos && !metric.ends_with("_rate");
  const std::string name(metric);
  return std::ranges::any_of(comparison.workloads, [&](const store::WorkloadRow& workload) {
    return std::ranges::any_of(workload.metrics, [&](const store::MetricPatternRow& row) {
      return row.vmstat && ::fnmatch(row.name.c_str(), name.c_str(), 0) == 0;
    });
  });
}

bool is_of_own_program(const query::Comparison& comparison, std::string_view metric) {
  constexpr std::string_view kOfEach[] = {"tests_failed", "tests_passed", "program_time",
                                          "program_max_rss"};
  return std::ranges::any_of(comparison.workloads, [&](const store::WorkloadRow& workload) {
    return std::ranges::find(workload.metrics, metric, &store::MetricPatternRow::name) !=
               workload.metrics.end() ||
           (!catalog::is_our_program(workload.program) &&
            std::ranges::find(kOfEach, metric) != std::end(kOfEach));
  });
}

bool is_headline(const query::Comparison& comparison, std::string_view metric) {
  return headline_rank(metric).has_value() || is_of_own_program(comparison, metric) ||
         is_asked_for(comparison, metric) ||
         std::ranges::find(comparison.about.headline, metric) != comparison.about.headline.end();
}

}  // namespace folioscope::compare
