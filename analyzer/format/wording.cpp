// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/wording.h"

#include <fmt/format.h>

#include "compare/scale.h"
#include "format/units.h"

namespace folioscope::format {
namespace {

std::string inconclusive_reason(const compare::VariantResult& result) {
  const auto blocks = static_cast<std::int64_t>(result.difference.blocks);
  if (blocks == 0) return "No block has a boot of both variants.";
  std::string reason =
      compare::leans(result)
          ? fmt::format("Every block points the same way, but {} too few to tell.",
                        blocks == 1 ? "one is" : fmt::format("{} are", blocks))
          : fmt::format("{} cannot distinguish this from chance.", plural(blocks, "block"));
  if (result.more_boots)
    reason += fmt::format(" About {} of each variant would.",
                          plural(static_cast<std::int64_t>(*result.more_boots), "more boot"));
  return reason;
}

std::string changed_reason(const compare::VariantResult& result) {
  if (result.difference.constant)
    return fmt::format("The same difference in every one of {} blocks.", result.difference.blocks);
  return fmt::format("p = {} over {} blocks, and the interval leaves zero out.",
                     p_value(result.difference.p), result.difference.blocks);
}

}  // namespace

std::string more_boots_text(const compare::VariantResult& result) {
  if (result.outcome != compare::Outcome::Inconclusive || !result.more_boots) return {};
  return fmt::format("about {}",
                     plural(static_cast<std::int64_t>(*result.more_boots), "more boot"));
}

std::string outcome_text(const compare::VariantResult& result) {
  const std::string more = more_boots_text(result);
  return to_string(result.outcome) + (more.empty() ? "" : fmt::format(" ({})", more));
}

std::string interval_text(const compare::Scale& scale, const stats::Interval& interval) {
  return fmt::format("[{}, {}]", signed_number(scale, interval.low),
                     signed_number(scale, interval.high));
}

std::string difference_text(const compare::VariantResult& result, const compare::Scale& scale) {
  if (result.outcome == compare::Outcome::Withheld || result.outcome == compare::Outcome::SameCode)
    return to_string(result.outcome);
  if (result.outcome == compare::Outcome::Baseline || result.difference.blocks == 0) return {};
  const std::string symbol = difference_symbol(scale);
  return signed_number(scale, result.difference.mean) + (symbol.empty() ? "" : ' ' + symbol);
}

std::string difference_interval_text(const compare::VariantResult& result,
                                     const compare::Scale& scale) {
  const bool shown = result.outcome == compare::Outcome::Changed ||
                     result.outcome == compare::Outcome::NoDifference ||
                     result.outcome == compare::Outcome::Inconclusive;
  if (!shown || !result.difference.interval) return {};
  return interval_text(scale, *result.difference.interval);
}

std::string explain(const compare::VariantResult& result, const compare::Scale& scale) {
  switch (result.outcome) {
    case compare::Outcome::Baseline:
      return "The other variants are compared with this one.";
    case compare::Outcome::Changed:
      return changed_reason(result);
    case compare::Outcome::NoDifference:
      if (result.difference.constant && result.difference.mean == 0)
        return fmt::format("Equal in every one of {} blocks.", result.difference.blocks);
      return fmt::format("The interval holds no difference larger than {}.",
                         with_symbol(scale, result.minimum_effect));
    case compare::Outcome::Inconclusive:
      return inconclusive_reason(result);
    case compare::Outcome::SameCode:
      return "The patch changes no code: a difference would be noise.";
    case compare::Outcome::Withheld:
      return "Events that the metric is made of were lost, and not alike in both variants.";
    case compare::Outcome::NoData:
      return "No boot gave this metric.";
  }
  return {};
}

}  // namespace folioscope::format
