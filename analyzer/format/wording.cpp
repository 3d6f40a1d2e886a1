// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compare/scale.h"
#include "format/units.h"
#include "stats/outcome.h"
#include "stats/planning.h"

namespace folioscope::format {
namespace {

using compare::Outcome;

std::string boots(std::size_t count, const char* noun = "boot") {
  return plural(static_cast<std::int64_t>(count), noun);
}

std::size_t fewer_boots(const compare::Difference& difference) {
  return std::min(difference.baseline_boots, difference.boots);
}

std::string inconclusive_reason(const compare::VariantResult& result, const compare::Scale& scale) {
  const compare::Difference& difference = result.difference;
  if (difference.blocks == 0) return "No block has a boot of both variants.";
  const std::size_t count = fewer_boots(difference);
  if (difference.equal)
    return fmt::format("Equal in all {}; an effect on up to {:.0f} % of boots is not excluded.",
                       boots(count), 100 * stats::unseen_share(count));
  std::string reason =
      fmt::format("{} {}: p = {} within its family.", boots(count),
                  compare::leans(result) ? "all point the same way, but are too few to tell"
                                         : "cannot distinguish this from chance",
                  p_value(difference.adjusted));
  if (difference.detectable)
    reason += fmt::format(" So many show a difference of {} in eight of ten runs.",
                          with_symbol(scale, *difference.detectable));
  if (const std::string needed = boots_needed_text(result); !needed.empty())
    reason += fmt::format(" {}.", needed);
  return reason;
}

std::string change_reason(const compare::VariantResult& result) {
  const compare::Difference& difference = result.difference;
  std::string reason = fmt::format("p = {} within its family, {} of each",
                                   p_value(difference.adjusted), boots(fewer_boots(difference)));
  if (difference.decided_boots)
    reason += fmt::format("; decided after {}", *difference.decided_boots);
  return reason + '.';
}

std::string withheld_reason(const compare::VariantResult& result) {
  if (result.withheld == compare::WithheldFor::Endings)
    return "The variants' boots do not end alike: those that gave numbers are a selection.";
  return "Events that the metric is made of were lost, and not alike in both variants.";
}

bool has_number(const compare::VariantResult& result) {
  return result.difference.blocks > 0 && result.outcome != Outcome::Baseline &&
         result.outcome != Outcome::Withheld && result.outcome != Outcome::SameCode &&
         result.outcome != Outcome::NoData;
}

}  // namespace

std::string boots_needed_text(const compare::VariantResult& result) {
  if (result.outcome != Outcome::Inconclusive || !result.boots_needed) return {};
  const auto& [low, high] = *result.boots_needed;
  const auto percent = fmt::format("{:.0f} %", 100 * compare::kPlannedChange);
  if (!low) return fmt::format("more than {} boots for {}", stats::kMostBoots, percent);
  if (!high) return fmt::format("{} boots or many more would show {}", *low, percent);
  if (*low == *high) return fmt::format("{} boots would show {}", *low, percent);
  return fmt::format("{} to {} boots would show {}", *low, *high, percent);
}

std::string outcome_text(const compare::VariantResult& result) {
  if (result.outcome == Outcome::Inconclusive && result.difference.blocks > 0 &&
      result.difference.equal)
    return fmt::format("equal in all {}", boots(fewer_boots(result.difference)));
  return to_string(result.outcome);
}

std::string interval_text(const compare::Scale& scale, const stats::Interval& interval) {
  return fmt::format("[{}, {}]", signed_number(scale, interval.low),
                     signed_number(scale, interval.high));
}

std::string difference_text(const compare::VariantResult& result, const compare::Scale& scale) {
  if (result.outcome == Outcome::Withheld || result.outcome == Outcome::SameCode)
    return to_string(result.outcome);
  if (!has_number(result)) return {};
  const std::string symbol = difference_symbol(scale);
  return signed_number(scale, result.difference.mean) + (symbol.empty() ? "" : ' ' + symbol);
}

std::string difference_interval_text(const compare::VariantResult& result,
                                     const compare::Scale& scale) {
  if (!has_number(result)) return {};
  if (!result.difference.interval) return result.difference.equal ? "" : "no spread";
  return interval_text(scale, *result.difference.interval);
}

std::string relative_text(const compare::VariantResult& result) {
  if (!has_number(result) || !result.difference.relative) return {};
  const stats::Ratio& ratio = *result.difference.relative;
  return fmt::format("{:+.1f} % [{:+.1f}, {:+.1f}]", 100 * ratio.change, 100 * ratio.interval.low,
                     100 * ratio.interval.high);
}

std::string adjusted_p_text(const compare::VariantResult& result) {
  return has_number(result) ? p_value(result.difference.adjusted) : std::string();
}

std::string detectable_text(const compare::VariantResult& result, const compare::Scale& scale) {
  if (!has_number(result) || !result.difference.detectable) return {};
  return number(scale, *result.difference.detectable);
}

std::string explain(const compare::VariantResult& result, const compare::Scale& scale) {
  switch (result.outcome) {
    case Outcome::Baseline:
      return "The other variants are compared with this one.";
    case Outcome::Improved:
    case Outcome::Regressed:
    case Outcome::Changed:
      return change_reason(result);
    case Outcome::Lead:
      return fmt::format(
          "Differs (p = {} among its like), but is no claim: {}. A run of its own that names it "
          "would tell.",
          p_value(result.difference.adjusted),
          result.difference.tier == compare::Tier::Lead
              ? "it is not among what this experiment leads with"
              : "what the experiment decides by has not changed");
    case Outcome::NoDifference:
      return fmt::format("The interval holds no difference larger than {}; {} of each.",
                         with_symbol(scale, result.minimum_effect),
                         boots(fewer_boots(result.difference)));
    case Outcome::Inconclusive:
      return inconclusive_reason(result, scale);
    case Outcome::SameCode:
      return "The patch changes no code: a difference would be noise.";
    case Outcome::Withheld:
      return withheld_reason(result);
    case Outcome::NoData:
      return "No boot gave this metric.";
  }
  return {};
}

std::string shape_text(const compare::VariantResult& result, const compare::Scale& scale) {
  std::string text;
  if (result.peaks)
    text = fmt::format("two peaks: {} around {}, {} around {}", boots(result.peaks->lows),
                       with_symbol(scale, result.peaks->low), result.peaks->highs,
                       with_symbol(scale, result.peaks->high));
  if (result.drifts) text += fmt::format("{}drifts over the blocks", text.empty() ? "" : "; ");
  return text;
}

std::string family_text(const compare::TestedRun& run) {
  const compare::Family& family = run.family;
  std::string text;
  if (family.primary)
    text = fmt::format(
        "The experiment names {} under one condition beforehand: it is tested at 5 % by itself, "
        "and {}. ",
        family.primary->metric,
        family.primary_changed ? "since it changed, the others may be claims too"
                               : "since it did not change, nothing else is a claim");
  text += fmt::format(
      "{} of {}, {} and {} under {} {} tested as one family (step-down max-T): with no effect at "
      "all, at most one run in 20 calls any of them changed. Other metrics are leads only.",
      boots(family.size, "comparison"), boots(family.metrics, "headline metric"),
      boots(family.holders, "holder row"), boots(family.variants, "variant"),
      boots(family.conditions, "condition"), family.size == 1 ? "is" : "are");
  if (family.looks)
    text += fmt::format(
        " Boots are added until the answer is there, at most {} of each: the error is spent over "
        "the looks.",
        run.run.boots);
  if (family.interim)
    text += family.looks ? " Interim: boots are still to come; what is decided stays decided."
                         : " Interim: boots are still to come, and nothing is called changed "
                           "before the last of them.";
  return text;
}

}  // namespace folioscope::format
