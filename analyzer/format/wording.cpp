// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "compare/scale.h"
#include "format/labels.h"
#include "format/units.h"
#include "stats/outcome.h"
#include "stats/planning.h"

namespace folioscope::format {
namespace {

using compare::Outcome;

std::string boots(std::size_t count, const char* noun = "boot") {
  return plural(static_cast<std::int64_t>(count), noun);
}

// "all 6 boots", "1 boot"
std::string all_boots(std::size_t count) { return (count > 1 ? "all " : "") + boots(count); }

std::size_t fewer_boots(const compare::Difference& difference) {
  return std::min(difference.baseline_boots, difference.boots);
}

// "12 to 30 boots would show"; empty where the spread is not known, or so many are there.
std::string boots_needed(const compare::VariantResult& result) {
  if (result.outcome != Outcome::Inconclusive || !result.boots_needed) return {};
  const auto& [low, high] = *result.boots_needed;
  if (high && *high <= fewer_boots(result.difference)) return {};
  if (!low) return fmt::format("more than {} boots would show", count(stats::kMostBoots));
  if (!high) return fmt::format("{} boots or many more would show", *low);
  if (*low == *high) return fmt::format("{} boots would show", *low);
  return fmt::format("{} to {} boots would show", *low, *high);
}

std::string planned_change() { return fmt::format("{:.0f} %", 100 * compare::kPlannedChange); }

// Of values that are not all equal.
std::string undecided_reason(const compare::VariantResult& result) {
  const compare::Difference& difference = result.difference;
  const std::string n = boots(fewer_boots(difference)), p = p_value(difference.adjusted);
  if (difference.adjusted > stats::kSignificance && difference.p <= stats::kSignificance)
    return fmt::format(
        "{} by itself, but {} within its family: {} of each are too few for so many "
        "comparisons.",
        p_statement(difference.p), p, n);
  if (difference.adjusted > stats::kSignificance)
    return compare::leans(result)
               ? fmt::format(
                     "Every block points the same way, but {} of each are too few to tell: "
                     "p = {} within its family.",
                     n, p)
               : fmt::format(
                     "{} of each cannot distinguish this from chance: p = {} within its "
                     "family.",
                     n, p);
  return fmt::format("{} within its family so far; boots are still to come.",
                     p_statement(difference.adjusted));
}

std::string inconclusive_reason(const compare::VariantResult& result, const compare::Scale& scale) {
  const compare::Difference& difference = result.difference;
  if (difference.blocks == 0) return "No block has a boot of both variants.";
  const std::size_t fewer = fewer_boots(difference);
  if (difference.equal)
    return fmt::format("Equal in {}; an effect on up to {:.0f} % of boots is not excluded.",
                       all_boots(fewer), 100 * stats::unseen_share(fewer));
  if (difference.adjusted <= stats::kSignificance &&
      std::abs(difference.mean) <= result.minimum_effect)
    return fmt::format(
        "Differs ({} within its family), but by no more than {}: smaller ones do not "
        "count as a change.",
        p_statement(difference.adjusted), with_symbol(scale, result.minimum_effect));
  std::string reason = undecided_reason(result);
  if (difference.detectable)
    reason += fmt::format(" So many show a difference of {} in eight of ten runs.",
                          with_symbol(scale, *difference.detectable));
  if (std::string needed = boots_needed(result); !needed.empty()) {
    needed.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(needed.front())));
    reason += fmt::format(" {} a change of {} of the baseline's mean.", needed, planned_change());
  }
  return reason;
}

std::string change_reason(const compare::VariantResult& result) {
  const compare::Difference& difference = result.difference;
  std::string reason =
      fmt::format("{} within its family, {} of each", p_statement(difference.adjusted),
                  boots(fewer_boots(difference)));
  if (difference.decided_boots)
    reason += fmt::format("; decided after {}", *difference.decided_boots);
  return reason + '.';
}

std::string lead_reason(const compare::VariantResult& result) {
  return fmt::format(
      "Differs (adjusted {}), but is a lead, not a claim: {}. A run that names it beforehand "
      "would tell.",
      p_statement(result.difference.adjusted),
      result.difference.tier == compare::Tier::Lead ? "the experiment does not lead with it"
                                                    : "the metric that decides has not changed");
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

// What the experiment named beforehand; empty for nothing.
std::string primary_text(const compare::Family& family) {
  if (!family.primary) return {};
  return fmt::format(
      "The experiment names {} on {}, {} beforehand: it is tested at 5 % by itself. {}",
      family.primary->metric, family.primary->machine, family.primary->workload,
      family.primary_changed ? "It changed, so the others may be claims too."
                             : "It has not changed, so nothing else is a claim.");
}

// "4 headline metrics and 9 holder rows"
std::string members_text(const compare::Family& family) {
  if (family.holders == 0) return boots(family.metrics, "headline metric");
  if (family.metrics == 0) return boots(family.holders, "holder row");
  return fmt::format("{} and {}", boots(family.metrics, "headline metric"),
                     boots(family.holders, "holder row"));
}

std::string tests_text(const compare::Family& family) {
  constexpr const char* kOthers = "Other metrics are leads only.";
  if (family.size == 0) return family.primary ? kOthers : "";
  return fmt::format(
      "{} {} tested as one family (step-down max-T): {}, {} against the baseline, {}. With no "
      "effect at all, at most one run in 20 calls any of them changed. {}",
      boots(family.size, "comparison"), family.size == 1 ? "is" : "are", members_text(family),
      boots(family.variants, "variant"), boots(family.conditions, "condition"), kOthers);
}

std::string looks_text(const compare::TestedRun& run) {
  if (!run.family.looks) return {};
  return fmt::format(
      "Boots are added until the answer is there, {} to {} of each: the 5 % are spent over the "
      "looks.",
      run.run.fewest_boots, run.run.boots);
}

std::string interim_text(const compare::Family& family) {
  if (!family.interim) return {};
  return family.looks ? "Interim: boots are still to come; what is decided stays decided."
                      : "Interim: boots are still to come, and nothing is called changed before "
                        "the last of them.";
}

}  // namespace

std::string boots_needed_text(const compare::VariantResult& result) {
  const std::string needed = boots_needed(result);
  return needed.empty() ? needed : fmt::format("{} {}", needed, planned_change());
}

std::string outcome_text(const compare::VariantResult& result) {
  if (result.outcome == Outcome::Inconclusive && result.difference.blocks > 0 &&
      result.difference.equal)
    return "equal in " + all_boots(fewer_boots(result.difference));
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
  const double largest = std::max(
      {std::abs(ratio.change), std::abs(ratio.interval.low), std::abs(ratio.interval.high)});
  const compare::Scale percent{100, "%", largest < 1 ? 1 : 0};
  return fmt::format("{} % {}", signed_number(percent, ratio.change),
                     interval_text(percent, ratio.interval));
}

std::string adjusted_p_text(const compare::VariantResult& result) {
  return has_number(result) ? p_value(result.difference.adjusted) : std::string();
}

std::string detectable_text(const compare::VariantResult& result, const compare::Scale& scale) {
  if (!has_number(result) || !result.difference.detectable) return {};
  return number(scale, *result.difference.detectable);
}

std::string blocks_text(const compare::VariantResult& result) {
  if (!has_number(result) || result.difference.mean == 0 || result.difference.blocks < 2) return {};
  return fmt::format("{} of {} agree", result.difference.agreeing,
                     boots(result.difference.blocks, "block"));
}

std::string direction_text(catalog::Better better) {
  switch (better) {
    case catalog::Better::Lower:
      return "lower is better";
    case catalog::Better::Higher:
      return "higher is better";
    case catalog::Better::Neither:
      break;
  }
  return {};
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
      return lead_reason(result);
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

std::string endings_text(const compare::TestedRun& run, const query::Condition& condition,
                         std::size_t variant) {
  if (!run.family.ends_differently(condition, variant)) return {};
  const auto failures = [&](std::size_t of) {
    const std::string& name = run.variants[of].row.name;
    const std::string text = failures_text(run, condition, name);
    return fmt::format("{} {}", name, text.empty() ? "none" : text);
  };
  const auto tests = run.family.endings.find({condition.machine, condition.workload});
  return fmt::format("boots that did not end well: {}; {} ({})", failures(variant), failures(0),
                     p_statement(tests->second[variant].adjusted));
}

std::string reach_text(const compare::Family& family) {
  if (family.size == 0 || family.looks || family.interim ||
      family.smallest_adjusted <= stats::kSignificance)
    return {};
  return fmt::format(
      "With so few boots nothing in it could be shown, however large: its smallest p is {}. More "
      "boots would, or an experiment that names the condition where it decides.",
      p_value(family.smallest_adjusted));
}

std::string family_text(const compare::TestedRun& run) {
  std::string text = primary_text(run.family);
  for (const std::string& more :
       {tests_text(run.family), reach_text(run.family), looks_text(run), interim_text(run.family)})
    if (!more.empty()) text += (text.empty() ? "" : " ") + more;
  return text;
}

}  // namespace folioscope::format
