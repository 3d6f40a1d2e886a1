// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/evaluate.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "report/headlines.h"

namespace folioscope::report {
namespace {

std::vector<stats::Observation> observations(const query::Arm& arm) {
  std::vector<stats::Observation> values;
  for (const query::BootValue& boot : arm.boots) values.push_back({boot.boot, boot.value});
  return values;
}

stats::Summary summarize(const query::Arm& arm) {
  std::vector<double> values;
  for (const query::BootValue& boot : arm.boots) values.push_back(boot.value);
  return stats::summarize(values);
}

// Every comparison draws from a stream of its own (FNV-1a over its names), so that choosing other
// metrics or machines changes no number.
std::uint64_t seed_of(std::uint64_t run_seed, std::initializer_list<std::string_view> names) {
  std::uint64_t hash = 0xcbf29ce484222325 ^ run_seed;
  const auto mix = [&hash](unsigned char byte) { hash = (hash ^ byte) * 0x100000001b3; };
  for (std::string_view name : names) {
    for (char c : name) mix(static_cast<unsigned char>(c));
    mix(0);
  }
  return hash;
}

bool alike_loss(const query::Accounting& one, const query::Accounting& other) {
  return (one.lost() == 0) == (other.lost() == 0) &&
         std::abs(one.lost_share() - other.lost_share()) <= kAlikeLoss;
}

Verdict verdict_of(stats::Verdict verdict) {
  switch (verdict) {
    case stats::Verdict::Changed:
      return Verdict::Changed;
    case stats::Verdict::NoDifference:
      return Verdict::NoDifference;
    case stats::Verdict::CannotTell:
      break;
  }
  return Verdict::CannotTell;
}

void compare(VariantResult& result, const VariantResult& baseline, std::string_view unit) {
  result.minimum_effect =
      unit == "ratio" ? kMinimumEffectRatio : kMinimumEffect * std::abs(baseline.summary.mean);
  const stats::Judgement judgement = stats::judge(result.difference, result.minimum_effect);
  result.verdict = verdict_of(judgement.verdict);
  result.more_boots = judgement.more_blocks;
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

bool same_code(const query::Variant& baseline, const query::Variant& variant) {
  return baseline.row.code_hash && baseline.row.code_hash == variant.row.code_hash &&
         baseline.row.settings == variant.row.settings;
}

MetricResult evaluate(const query::Comparison& comparison, const query::Group& group,
                      const query::Series& series) {
  MetricResult metric{series.metric, series.unit, series.source, {}, {}};
  for (std::size_t i = 0; i < series.arms.size(); ++i) {
    const query::Arm& arm = series.arms[i];
    VariantResult result;
    result.variant = arm.variant;
    result.summary = summarize(arm);
    result.touched_by_loss = arm.touched_by_loss();
    if (result.summary.count == 0) {
      metric.variants.push_back(std::move(result));
      continue;
    }
    if (i == 0) {
      result.verdict = Verdict::Baseline;
      metric.variants.push_back(std::move(result));
      continue;
    }
    const VariantResult& baseline = metric.variants.front();
    result.difference = stats::compare(
        observations(series.arms.front()), observations(arm),
        seed_of(comparison.run.seed, {group.machine, group.workload, series.metric, arm.variant}));
    compare(result, baseline, series.unit);
    if (same_code(comparison.variants.front(), comparison.variants[i]))
      result.verdict = Verdict::SameCode;
    else if ((result.touched_by_loss || baseline.touched_by_loss) &&
             !alike_loss(group.arms.front().accounting, group.arms[i].accounting))
      result.verdict = Verdict::Withheld;
    metric.variants.push_back(std::move(result));
  }
  metric.scale = scale_of(metric);
  return metric;
}

std::vector<const query::Series*> ordered(const query::Comparison& comparison,
                                          const query::Group& group) {
  std::vector<const query::Series*> series;
  for (const query::Series& one : group.series) series.push_back(&one);
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

bool is_headline(const query::Comparison& comparison, std::string_view metric) {
  return headline_rank(metric).has_value() ||
         std::ranges::find(comparison.about.headline, metric) != comparison.about.headline.end();
}

}  // namespace folioscope::report
