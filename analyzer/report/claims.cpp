// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/claims.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/escape.h"
#include "stats/summary.h"

namespace folioscope::report {
namespace {

const query::Series* series_of(const Point& point, const std::string& metric) {
  const auto& series = point.group->series;
  const auto found = std::ranges::find(series, metric, &query::Series::metric);
  return found == series.end() ? nullptr : &*found;
}

// A point may be named with less than all of its words: "refault" or "refault faulters=8".
bool is_at(const Point& point, const std::string& workload) {
  const std::string& name = point.group->workload;
  return workload.empty() || name == workload || name.starts_with(workload + ' ');
}

const Point* point_for(const Findings& findings, const query::Claim& claim, bool amplified) {
  const auto fits = [&](const Point& point) {
    return point.amplified() == amplified && is_at(point, claim.workload) &&
           series_of(point, claim.metric) != nullptr;
  };
  const auto decisive = amplified ? findings.amplified : findings.plain;
  if (decisive && fits(findings.points[*decisive])) return &findings.points[*decisive];
  const auto found = std::ranges::find_if(findings.points, fits);
  return found == findings.points.end() ? nullptr : &*found;
}

ClaimPlace place_of(const Point& point, const query::Claim& claim) {
  ClaimPlace place{&point, {}, {}};
  const query::Series& series = *series_of(point, claim.metric);
  place.unit = series.unit;
  std::vector<double> medians;
  for (const query::Arm& arm : series.arms) {
    const bool wanted =
        claim.variant.empty() || arm.variant == claim.variant || &arm == &series.arms.front();
    if (arm.boots.empty() || !wanted) continue;
    std::vector<double> values;
    for (const query::BootValue& boot : arm.boots) values.push_back(boot.value);
    medians.push_back(stats::summarize(values).median);
    place.numbers.push_back({arm.variant, medians.back(), {}, values.size()});
  }
  const Scale scale = scale_for(series.unit, medians);
  for (ClaimNumber& number : place.numbers) number.text = with_symbol(scale, number.median);
  return place;
}

}  // namespace

std::vector<ClaimResult> claims_of(const query::Comparison& comparison, const Findings& findings) {
  std::vector<ClaimResult> results;
  for (const query::Claim& claim : comparison.about.claims) {
    ClaimResult result{claim, {}};
    for (const bool amplified : {false, true})
      if (const Point* point = point_for(findings, claim, amplified))
        if (ClaimPlace place = place_of(*point, claim); !place.numbers.empty())
          result.places.push_back(std::move(place));
    results.push_back(std::move(result));
  }
  return results;
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
                     plural(static_cast<std::int64_t>(most), "boot"));
}

}  // namespace folioscope::report
