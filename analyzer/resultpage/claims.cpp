// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/claims.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "compare/condition_values.h"
#include "compare/scale.h"
#include "format/units.h"
#include "resultpage/escape.h"
#include "stats/summary.h"

namespace folioscope::resultpage {
namespace {

constexpr const char* kChange = "% change";

// As it was said: with as many decimals as it has.
std::string said(double value, std::string_view unit) {
  compare::Scale scale{1, unit == "count" ? std::string() : std::string(unit), 0};
  double shown = value;
  while (scale.decimals < 6 && std::abs(shown - std::round(shown)) > 1e-6) {
    shown *= 10;
    ++scale.decimals;
  }
  return unit == kChange ? fmt::format("{} %", format::signed_number(scale, value))
                         : format::with_symbol(scale, value);
}

const ClaimNumber* number_of(const ClaimPlace& place, const std::string& variant) {
  const auto found = std::ranges::find(place.numbers, variant, &ClaimNumber::variant);
  return found == place.numbers.end() ? nullptr : &*found;
}

// "-46.9 %"; nothing against a baseline of 0.
std::string change_text(double baseline, double value) {
  if (baseline == 0) return {};
  const double change = 100 * (value - baseline) / baseline;
  return fmt::format("{} %",
                     format::signed_number({1, "%", std::abs(change) < 100 ? 1 : 0}, change));
}

// "13 times less"
std::string ratio_text(double from, double to) {
  if (from == to) return "the same";
  if (to == 0) return "none left";
  if (from == 0) return "from none";
  return from > to ? fmt::format("{:.2g} times less", from / to)
                   : fmt::format("{:.2g} times more", to / from);
}

// A claim may say less than all that tells a condition from others: its program alone, or with some
// of the arguments and settings.
bool is_at(const query::Comparison& comparison, const query::Condition& condition,
           const WorkloadName& wanted) {
  if (wanted.empty()) return true;
  if (condition.program != wanted.program) return false;
  compare::ConditionValues values = compare::values_of(comparison, condition);
  for (const auto& [name, value] : condition.swept) values.insert_or_assign(name, value);
  return compare::is_at(values, wanted.at);
}

const compare::ConditionResult* condition_for(const query::Comparison& comparison,
                                              const compare::Findings& findings,
                                              const query::Claim& claim, bool amplified) {
  const auto fits = [&](const compare::ConditionResult& condition) {
    return condition.amplified() == amplified &&
           is_at(comparison, *condition.where, claim.workload) &&
           compare::series_of(*condition.where, claim.metric) != nullptr;
  };
  const auto decisive = amplified ? findings.amplified : findings.plain;
  if (decisive && fits(findings.conditions[*decisive])) return &findings.conditions[*decisive];
  const auto found = std::ranges::find_if(findings.conditions, fits);
  return found == findings.conditions.end() ? nullptr : &*found;
}

ClaimPlace place_of(const compare::ConditionResult& condition, const query::Claim& claim) {
  ClaimPlace place{&condition, {}, {}, {}};
  const query::Series& series = *compare::series_of(*condition.where, claim.metric);
  place.unit = series.unit;
  std::vector<double> medians;
  for (const query::VariantBoots& variant : series.variants) {
    const bool wanted = claim.variant.empty() || variant.variant == claim.variant ||
                        &variant == &series.variants.front();
    if (variant.boots.empty() || !wanted) continue;
    std::vector<double> values;
    for (const query::BootValue& boot : variant.boots) values.push_back(boot.value);
    medians.push_back(stats::summarize(values).median);
    place.numbers.push_back({variant.variant, medians.back(), {}, values.size()});
  }
  const compare::Scale scale = compare::scale_for(series.unit, medians);
  for (ClaimNumber& number : place.numbers) number.text = format::with_symbol(scale, number.median);
  const ClaimNumber* own = number_of(place, claim.variant);
  const ClaimNumber* baseline = number_of(place, series.variants.front().variant);
  if (own == nullptr || !claim.value) return place;
  if (claim.unit != kChange)
    place.ours = own->text;
  else if (baseline != nullptr)
    place.ours = change_text(baseline->median, own->median);
  return place;
}

// One for every condition that has both.
void add_steps(const ClaimResult& from, const ClaimResult& to, std::vector<ClaimStep>& steps) {
  const query::Claim &one = from.claim, &other = to.claim;
  const auto later = compare::convert(*other.value, other.unit, one.unit);
  if (!later || one.unit == kChange) return;
  for (const ClaimPlace& place : from.places) {
    const auto there = std::ranges::find(to.places, place.condition, &ClaimPlace::condition);
    if (there == to.places.end() || !compare::convert(*one.value, one.unit, place.unit)) continue;
    const ClaimNumber* before = number_of(place, one.variant);
    const ClaimNumber* after = number_of(*there, other.variant);
    if (before == nullptr || after == nullptr) continue;
    const compare::Scale scale =
        compare::scale_for(place.unit, std::array{before->median, after->median});
    steps.push_back(
        {one.metric, one.variant, other.variant,
         fmt::format("{} to {}: {}", from.theirs, to.theirs, ratio_text(*one.value, *later)),
         fmt::format("{} to {}: {}", format::with_symbol(scale, before->median),
                     format::with_symbol(scale, after->median),
                     ratio_text(before->median, after->median)),
         place.condition});
  }
}

}  // namespace

std::vector<ClaimResult> claims_of(const query::Comparison& comparison,
                                   const compare::Findings& findings) {
  std::vector<ClaimResult> results;
  for (const query::Claim& claim : comparison.about.claims) {
    ClaimResult result{claim, {}, claim.value ? said(*claim.value, claim.unit) : std::string()};
    for (const bool amplified : {false, true})
      if (const compare::ConditionResult* condition =
              condition_for(comparison, findings, claim, amplified))
        if (ClaimPlace place = place_of(*condition, claim); !place.numbers.empty())
          result.places.push_back(std::move(place));
    results.push_back(std::move(result));
  }
  return results;
}

std::vector<ClaimStep> steps_of(const std::vector<ClaimResult>& claims) {
  std::vector<ClaimStep> steps;
  for (auto from = claims.begin(); from != claims.end(); ++from) {
    if (from->claim.metric.empty() || !from->claim.value) continue;
    const auto to = std::find_if(from + 1, claims.end(), [&](const ClaimResult& other) {
      return other.claim.metric == from->claim.metric && other.claim.value;
    });
    if (to != claims.end() && to->claim.variant != from->claim.variant)
      add_steps(*from, *to, steps);
  }
  return steps;
}

std::string claim_numbers(const ClaimPlace& place) {
  std::string text;
  std::size_t fewest = place.numbers.front().boots, most = fewest;
  for (const ClaimNumber& number : place.numbers) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", markdown(number.variant), number.text);
    fewest = std::min(fewest, number.boots);
    most = std::max(most, number.boots);
  }
  if (fewest != most) return fmt::format("{} (medians of {} to {} boots)", text, fewest, most);
  return fmt::format("{} (median{} of {})", text, place.numbers.size() == 1 ? "" : "s",
                     format::plural(static_cast<std::int64_t>(most), "boot"));
}

}  // namespace folioscope::resultpage
