// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/evaluate.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "catalog/metric.h"
#include "compare/headlines.h"
#include "compare/scale.h"

namespace folioscope::compare {
namespace {

std::vector<stats::Observation> observations(const query::VariantBoots& variant) {
  std::vector<stats::Observation> values;
  for (const query::BootValue& boot : variant.boots) values.push_back({boot.boot, boot.value});
  return values;
}

stats::Summary summarize(const query::VariantBoots& variant) {
  std::vector<double> values;
  for (const query::BootValue& boot : variant.boots) values.push_back(boot.value);
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

// A metric that got another name keeps the stream of its first one: the same run has the same
// intervals.
std::string_view first_name(std::string_view metric) {
  const auto renames = catalog::renames();
  const auto found = std::ranges::find(renames, metric, &catalog::Rename::is);
  return found == renames.end() ? metric : std::string_view(found->was);
}

bool alike_loss(const query::Accounting& one, const query::Accounting& other) {
  return (one.lost() == 0) == (other.lost() == 0) &&
         std::abs(one.lost_share() - other.lost_share()) <= kAlikeLoss;
}

Outcome outcome_of(stats::Outcome outcome) {
  switch (outcome) {
    case stats::Outcome::Changed:
      return Outcome::Changed;
    case stats::Outcome::NoDifference:
      return Outcome::NoDifference;
    case stats::Outcome::Inconclusive:
      break;
  }
  return Outcome::Inconclusive;
}

void compare(VariantResult& result, const VariantResult& baseline, std::string_view unit) {
  result.minimum_effect =
      unit == "ratio" ? kMinimumEffectRatio : kMinimumEffect * std::abs(baseline.summary.mean);
  const stats::Judgement judgement = stats::judge(result.difference, result.minimum_effect);
  result.outcome = outcome_of(judgement.outcome);
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

const char* to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::Baseline:
      return "baseline";
    case Outcome::Changed:
      return "changed";
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

bool same_code(const query::Variant& baseline, const query::Variant& variant) {
  return baseline.row.code_hash && baseline.row.code_hash == variant.row.code_hash &&
         baseline.row.settings == variant.row.settings;
}

MetricResult evaluate(const query::Comparison& comparison, const query::Condition& condition,
                      const query::Series& series) {
  MetricResult metric{series.metric, series.unit, series.source, {}, {}};
  for (std::size_t i = 0; i < series.variants.size(); ++i) {
    const query::VariantBoots& variant = series.variants[i];
    VariantResult result;
    result.variant = variant.variant;
    result.summary = summarize(variant);
    result.touched_by_loss = variant.touched_by_loss();
    if (result.summary.count == 0) {
      metric.variants.push_back(std::move(result));
      continue;
    }
    if (i == 0) {
      result.outcome = Outcome::Baseline;
      metric.variants.push_back(std::move(result));
      continue;
    }
    const VariantResult& baseline = metric.variants.front();
    result.difference =
        stats::compare(observations(series.variants.front()), observations(variant),
                       seed_of(comparison.run.seed, {condition.machine, condition.workload,
                                                     first_name(series.metric), variant.variant}));
    compare(result, baseline, series.unit);
    if (same_code(comparison.variants.front(), comparison.variants[i]))
      result.outcome = Outcome::SameCode;
    else if ((result.touched_by_loss || baseline.touched_by_loss) &&
             !alike_loss(condition.variants.front().accounting, condition.variants[i].accounting))
      result.outcome = Outcome::Withheld;
    metric.variants.push_back(std::move(result));
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
  return result.outcome == Outcome::Inconclusive && result.difference.one_sided;
}

bool shown_in_a_table(const query::Comparison& comparison, std::string_view metric) {
  const std::vector<std::string>& chosen = comparison.about.headline;
  if (std::ranges::find(chosen, metric) != chosen.end()) return false;
  // The second is what runs before the catalogue store.
  if (metric.starts_with("holder_share_") || metric.starts_with("culprit_share_"))
    return !comparison.holders.boots.empty();
  return query::about_page_locks(metric) && !comparison.lock_distributions.empty();
}

bool is_headline(const query::Comparison& comparison, std::string_view metric) {
  return headline_rank(metric).has_value() ||
         std::ranges::find(comparison.about.headline, metric) != comparison.about.headline.end();
}

}  // namespace folioscope::compare
