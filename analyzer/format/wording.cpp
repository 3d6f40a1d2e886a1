// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/wording.h"

#include <fmt/format.h>

#include "compare/scale.h"
#include "format/units.h"

namespace folioscope::report {
namespace {

std::string cannot_tell_reason(const VariantResult& result) {
  const auto blocks = static_cast<std::int64_t>(result.difference.blocks);
  if (blocks == 0) return "No block has a boot of both variants.";
  std::string reason =
      leans(result) ? fmt::format("Every block points the same way, but {} too few to tell.",
                                  blocks == 1 ? "one is" : fmt::format("{} are", blocks))
                    : fmt::format("{} cannot tell this from chance.", plural(blocks, "block"));
  if (result.more_boots)
    reason += fmt::format(" About {} of each variant would.",
                          plural(static_cast<std::int64_t>(*result.more_boots), "more boot"));
  return reason;
}

std::string changed_reason(const VariantResult& result) {
  if (result.difference.constant)
    return fmt::format("The same difference in every one of {} blocks.", result.difference.blocks);
  return fmt::format("p = {} over {} blocks, and the interval leaves zero out.",
                     p_value(result.difference.p), result.difference.blocks);
}

}  // namespace

const char* to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::Baseline:
      return "baseline";
    case Verdict::Changed:
      return "changed";
    case Verdict::NoDifference:
      return "no difference";
    case Verdict::CannotTell:
      return "cannot tell";
    case Verdict::SameCode:
      return "same code";
    case Verdict::Withheld:
      return "withheld";
    case Verdict::NoData:
      return "no data";
  }
  return "?";
}

std::string verdict_text(const VariantResult& result) {
  if (result.verdict == Verdict::CannotTell && result.more_boots)
    return fmt::format("{} (+{})", to_string(result.verdict), *result.more_boots);
  return to_string(result.verdict);
}

std::string interval_text(const Scale& scale, const stats::Interval& interval) {
  return fmt::format("[{}, {}]", signed_number(scale, interval.low),
                     signed_number(scale, interval.high));
}

std::string difference_text(const VariantResult& result, const Scale& scale) {
  if (result.verdict == Verdict::Withheld || result.verdict == Verdict::SameCode)
    return to_string(result.verdict);
  if (result.verdict == Verdict::Baseline || result.difference.blocks == 0) return {};
  const std::string symbol = difference_symbol(scale);
  return signed_number(scale, result.difference.mean) + (symbol.empty() ? "" : ' ' + symbol);
}

std::string difference_interval_text(const VariantResult& result, const Scale& scale) {
  const bool shown = result.verdict == Verdict::Changed ||
                     result.verdict == Verdict::NoDifference ||
                     result.verdict == Verdict::CannotTell;
  if (!shown || !result.difference.interval) return {};
  return interval_text(scale, *result.difference.interval);
}

std::string explain(const VariantResult& result, const Scale& scale) {
  switch (result.verdict) {
    case Verdict::Baseline:
      return "The other variants are compared with this one.";
    case Verdict::Changed:
      return changed_reason(result);
    case Verdict::NoDifference:
      if (result.difference.constant && result.difference.mean == 0)
        return fmt::format("Equal in every one of {} blocks.", result.difference.blocks);
      return fmt::format("The interval holds no difference larger than {}.",
                         with_symbol(scale, result.minimum_effect));
    case Verdict::CannotTell:
      return cannot_tell_reason(result);
    case Verdict::SameCode:
      return "The patch changes no code: a difference would be noise.";
    case Verdict::Withheld:
      return "Events that the metric is made of were lost, and not alike in both variants.";
    case Verdict::NoData:
      return "No boot gave this metric.";
  }
  return {};
}

}  // namespace folioscope::report
