// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/sentences.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "report/escape.h"
#include "report/headlines.h"
#include "report/units.h"

namespace folioscope::report {
namespace {

// "mean difference +99.7 points (95 % interval [+98.7, +100.0], p 0.031, 6 blocks of boots)". A
// difference that repeats exactly has no interval to speak of.
std::string evidence(const MetricResult& metric, const VariantResult& result) {
  const stats::Difference& difference = result.difference;
  if (difference.constant)
    return fmt::format("{}, the same in every one of {} of boots",
                       difference_text(result, metric.scale),
                       plural(static_cast<std::int64_t>(difference.blocks), "block"));
  std::string text = "mean difference " + difference_text(result, metric.scale) + " (";
  if (difference.interval)
    text += fmt::format("95 % interval {}, ", interval_text(metric.scale, *difference.interval));
  return text + fmt::format("p {}, {} of boots)", p_value(difference.p),
                            plural(static_cast<std::int64_t>(difference.blocks), "block"));
}

std::string nothing_measured(const query::Comparison& comparison, const Point& point,
                             const std::string& variant, const std::string& name) {
  const std::string failures = failures_text(comparison, *point.group, variant);
  const auto arm = std::ranges::find(point.group->arms, variant, &query::ArmFacts::variant);
  if (failures.empty() || arm == point.group->arms.end())
    return fmt::format("{} has no boot that gave a number", name);
  std::string text = fmt::format("{} gave no number, its {} ended as {}", name,
                                 plural(arm->planned, "boot"), failures);
  if (arm->done > 0) text += fmt::format(", {} done without it", arm->done);
  return text;
}

std::string unclear(const MetricResult& metric, const VariantResult& result,
                    const std::string& name, const std::string& what) {
  if (result.difference.blocks == 0)
    return fmt::format("{} and the baseline have no block of boots in common for {}", name, what);
  std::string text = fmt::format("{} cannot be told from the baseline by {}: {}", name, what,
                                 evidence(metric, result));
  if (leans(result)) text += ", too few blocks to tell";
  return text;
}

std::string equal(const MetricResult& metric, const VariantResult& result, const std::string& name,
                  const std::string& what) {
  if (result.difference.constant && result.difference.mean == 0)
    return fmt::format(
        "{} makes no difference to {}: {} as with the baseline, in every one of {} "
        "of boots",
        name, what, with_symbol(metric.scale, result.summary.median),
        plural(static_cast<std::int64_t>(result.difference.blocks), "block"));
  return fmt::format("{} makes no difference to {} larger than {}: {}", name, what,
                     with_symbol(metric.scale, result.minimum_effect), evidence(metric, result));
}

// "**patched** takes `latency` from 10.0 ms to 12.0 ms (medians): mean difference +2.0 ms (95 %
// interval [+1.1, +2.9], p 0.031, 6 blocks of boots)", where `what` names the metric. `variant` is not the baseline.
std::string clause(const query::Comparison& comparison, const Point& point,
                   const MetricResult& metric, std::size_t variant, const std::string& what) {
  const VariantResult& result = metric.variants[variant];
  const VariantResult& baseline = metric.variants.front();
  const std::string name = "**" + markdown(result.variant) + "**";
  switch (result.verdict) {
    case Verdict::Changed:
      return fmt::format("{} takes {} from {} to {} (medians): {}", name, what,
                         with_symbol(metric.scale, baseline.summary.median),
                         with_symbol(metric.scale, result.summary.median),
                         evidence(metric, result));
    case Verdict::NoDifference:
      return equal(metric, result, name, what);
    case Verdict::CannotTell:
      if (baseline.summary.count == 0)
        return nothing_measured(comparison, point, baseline.variant,
                                "the baseline **" + markdown(baseline.variant) + "**");
      return unclear(metric, result, name, what);
    case Verdict::NoData:
      return nothing_measured(comparison, point, result.variant, name);
    case Verdict::SameCode:
      return name + ": the patch changes no code, a difference would be noise";
    case Verdict::Withheld:
      return fmt::format(
          "{}: {} is withheld, events that it is made of were lost and not alike in "
          "both variants",
          name, what);
    case Verdict::Baseline:
      break;
  }
  return name + " is the baseline";
}

// Every comparison at one point.
std::string at_point(const query::Comparison& comparison, const Findings& findings,
                     const Point& point) {
  const MetricResult& metric = *point.metric(findings.decisive);
  std::vector<std::string> clauses;
  const std::string_view meaning = describe(metric.metric);
  std::string what = markdown_code(metric.metric);
  if (!meaning.empty()) what += fmt::format(" ({})", markdown(meaning));
  for (std::size_t i = 1; i < metric.variants.size(); ++i) {
    clauses.push_back(clause(comparison, point, metric, i, what));
    if (clauses.back().find(what) != std::string::npos) what = "it";  // explained once
  }
  if (clauses.empty()) {
    const VariantResult& only = metric.variants.front();
    if (only.summary.count == 0)
      clauses.push_back(
          nothing_measured(comparison, point, only.variant, "**" + markdown(only.variant) + "**"));
    else
      clauses.push_back(
          fmt::format("**{}** has {} {} (median of {}); there is no other variant to "
                      "compare it with",
                      markdown(only.variant), what, with_symbol(metric.scale, only.summary.median),
                      plural(static_cast<std::int64_t>(only.summary.count), "boot")));
  }
  std::string place;
  if (findings.points.size() > 1) place = fmt::format("At {}: ", markdown(label_text(point)));
  return place + fmt::format("{}.", fmt::join(clauses, "; "));
}

// At how many points of the kind nothing changed, and at how many any difference is negligible.
struct Nulls {
  std::size_t points = 0, without_change = 0, equal = 0;
};
Nulls nulls_of(const Findings& findings, bool amplified) {
  Nulls nulls;
  for (const Point& point : findings.points) {
    const MetricResult* metric = point.metric(findings.decisive);
    if (metric == nullptr || point.amplified() != amplified || metric->variants.size() < 2)
      continue;
    ++nulls.points;
    nulls.equal += std::ranges::all_of(metric->variants, [](const VariantResult& result) {
      return result.verdict == Verdict::Baseline || result.verdict == Verdict::NoDifference ||
             result.verdict == Verdict::SameCode;
    });
    // A variant that gave nothing, because its boots died, is no null result.
    nulls.without_change += std::ranges::none_of(metric->variants, [](const VariantResult& result) {
      return result.verdict == Verdict::Changed || result.verdict == Verdict::NoData;
    });
  }
  return nulls;
}

// Said before the sentence of a single point, when no point shows a change.
std::string null_sentence(const Findings& findings, bool amplified) {
  const Nulls nulls = nulls_of(findings, amplified);
  const char* kind = amplified ? "amplified " : "";
  if (nulls.points < 2 || nulls.without_change < nulls.points) return {};
  if (nulls.equal == nulls.points)
    return fmt::format(
        "At none of {} {}points a difference larger than {:.0f} % of the baseline's "
        "mean (ratios: {:.0f} point). ",
        nulls.points, kind, kMinimumEffect * 100, kMinimumEffectRatio * 100);
  return fmt::format(
      "No change could be shown at any of {} {}points; the largest difference is named here. ",
      nulls.points, kind);
}

}  // namespace

std::string label_text(const Point& point) {
  return fmt::format("{}", fmt::join(point.label, ", "));
}

std::string verdict_sentence(const query::Comparison& comparison, const Findings& findings) {
  if (findings.decisive.empty()) return "No boot has given a number yet.";
  std::string text;
  for (const auto& chosen : {findings.plain, findings.amplified}) {
    if (!chosen) continue;
    const Point& point = findings.points[*chosen];
    if (!text.empty()) text += ' ';
    text += null_sentence(findings, point.amplified());
    text += at_point(comparison, findings, point);
  }
  return text;
}

}  // namespace folioscope::report
