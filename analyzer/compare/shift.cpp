// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/shift.h"

#include <algorithm>
#include <array>

#include "catalog/metric.h"
#include "compare/scale.h"
#include "stats/random.h"
#include "stats/summary.h"

namespace folioscope::compare {
namespace {

constexpr std::size_t kDeciles = 9;
// The ends of a 95 % interval are then the 50th smallest and largest of the drawn.
constexpr std::size_t kDrawn = 2000;

using BootDeciles = std::array<double, kDeciles>;

double decile_share(std::size_t decile) { return static_cast<double>(decile + 1) / 10; }

query::Distribution in_ns(query::Distribution samples) {
  const auto factor = convert(1, samples.unit, "ns");
  if (!factor) return samples;
  samples.unit = "ns";
  for (query::Bucket& bucket : samples.buckets) {
    bucket.low *= *factor;
    bucket.high *= *factor;
  }
  return samples;
}

std::vector<BootDeciles> deciles_of(const std::vector<query::Distribution>& boots) {
  std::vector<BootDeciles> all;
  for (const query::Distribution& boot : boots) {
    if (boot.count() == 0) continue;
    BootDeciles& deciles = all.emplace_back();
    for (std::size_t i = 0; i < kDeciles; ++i) deciles[i] = boot.quantile(decile_share(i));
  }
  return all;
}

BootDeciles mean_deciles(const std::vector<BootDeciles>& boots) {
  BootDeciles mean{};
  for (const BootDeciles& boot : boots)
    for (std::size_t i = 0; i < kDeciles; ++i) mean[i] += boot[i];
  for (double& decile : mean) decile /= static_cast<double>(boots.size());
  return mean;
}

std::vector<BootDeciles> drawn_again(const std::vector<BootDeciles>& boots, stats::Random& random) {
  std::vector<BootDeciles> drawn;
  drawn.reserve(boots.size());
  for (std::size_t i = 0; i < boots.size(); ++i) drawn.push_back(boots[random.below(boots.size())]);
  return drawn;
}

void add_intervals(const std::vector<BootDeciles>& baseline,
                   const std::vector<BootDeciles>& variant, std::uint64_t seed, Shift& shift) {
  std::array<std::vector<double>, kDeciles> differences;
  stats::Random random(seed);
  for (std::size_t draw = 0; draw < kDrawn; ++draw) {
    const BootDeciles from = mean_deciles(drawn_again(baseline, random));
    const BootDeciles to = mean_deciles(drawn_again(variant, random));
    for (std::size_t i = 0; i < kDeciles; ++i) differences[i].push_back(to[i] - from[i]);
  }
  constexpr double kTail = (1 - stats::kConfidence) / 2;
  for (std::size_t i = 0; i < kDeciles; ++i) {
    std::ranges::sort(differences[i]);
    shift.deciles[i].interval = {stats::quantile(differences[i], kTail),
                                 stats::quantile(differences[i], 1 - kTail)};
  }
}

}  // namespace

Shift shift_between(const std::vector<query::Distribution>& baseline,
                    const std::vector<query::Distribution>& variant, std::uint64_t seed) {
  const std::vector<BootDeciles> from = deciles_of(baseline), to = deciles_of(variant);
  Shift shift{from.size(), to.size(), {}};
  if (from.empty() || to.empty()) return shift;
  const BootDeciles from_mean = mean_deciles(from), to_mean = mean_deciles(to);
  for (std::size_t i = 0; i < kDeciles; ++i)
    shift.deciles.push_back({decile_share(i), from_mean[i], to_mean[i], {}});
  if (std::min(from.size(), to.size()) >= kFewestShiftBoots) add_intervals(from, to, seed, shift);
  return shift;
}

std::vector<std::vector<query::Distribution>> samples_by_variant(
    const query::Comparison& comparison, const query::Condition& condition,
    const std::map<CellId, query::Distribution>& boots) {
  std::vector<std::vector<query::Distribution>> by_variant(comparison.variants.size());
  for (const query::Cell& cell : comparison.cells) {
    const auto boot = boots.find(cell.row.id);
    if (boot == boots.end() || cell.row.machine != condition.machine ||
        cell.row.workload != condition.workload)
      continue;
    for (std::size_t i = 0; i < comparison.variants.size(); ++i)
      if (comparison.variants[i].row.name == cell.row.variant)
        by_variant[i].push_back(in_ns(boot->second));
  }
  return by_variant;
}

std::string_view distribution_of(std::string_view metric) {
  const auto end = metric.rfind('_');
  if (end == metric.npos) return {};
  const std::string_view name = metric.substr(0, end);
  return catalog::find_distribution(name) == nullptr ? std::string_view() : name;
}

}  // namespace folioscope::compare
