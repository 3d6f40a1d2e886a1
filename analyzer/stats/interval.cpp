// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/interval.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "stats/family.h"
#include "stats/student.h"

namespace folioscope::stats {
namespace {

// Of a bracket that is not much wider than the interval: seven digits.
constexpr int kHalvings = 24;
// The test is made some fifty times: all relabelings of up to four blocks of two, drawn ones
// beyond.
constexpr std::size_t kRelabelings = 2'000;
// Farther than this many times the ratio itself nothing is looked for.
constexpr double kFarthest = 1e6;

// A sum of a thousand numbers is off by less than this share of the largest.
constexpr double kNoise = 1e-12;

// The baseline's boots times r: under "variant = r times baseline" both are alike. What a
// relabeling makes of them is linear in r: its sum of the variant's values alone, plus r times that
// of the baseline's.
class Inversion {
 public:
  Inversion(std::vector<double> of_variant, std::vector<double> of_baseline)
      : of_variant_(std::move(of_variant)), of_baseline_(std::move(of_baseline)) {
    const auto largest = [](const std::vector<double>& sums) {
      return std::abs(std::ranges::max(sums, {}, [](double sum) { return std::abs(sum); }));
    };
    largest_of_variant_ = largest(of_variant_);
    largest_of_baseline_ = largest(of_baseline_);
  }

  // As p_value() of the statistics says, which have one scale.
  bool holds(double ratio) const {
    const double noise = kNoise * (largest_of_variant_ + std::abs(ratio) * largest_of_baseline_);
    const double bar = std::abs(of_variant_[0] + ratio * of_baseline_[0]) * (1 - kRounding) - noise;
    std::size_t far = 0;
    for (std::size_t i = 0; i < of_variant_.size(); ++i)
      far += std::abs(of_variant_[i] + ratio * of_baseline_[i]) >= bar;
    return static_cast<double>(far) / static_cast<double>(of_variant_.size()) > kSignificance;
  }

  // The farthest ratio from `centre` in steps of this sign that still holds.
  std::optional<double> edge(double centre, double step) const {
    double inside = centre, outside = centre + step;
    while (holds(outside)) {
      if (std::abs(outside) > kFarthest * std::max(std::abs(centre), 1.0)) return std::nullopt;
      inside = outside;
      step *= 2;
      outside = centre + step;
    }
    for (int i = 0; i < kHalvings; ++i) {
      const double middle = (inside + outside) / 2;
      (holds(middle) ? inside : outside) = middle;
    }
    return inside;
  }

 private:
  std::vector<double> of_variant_, of_baseline_;  // sums by relabeling, the observed one first
  double largest_of_variant_ = 0, largest_of_baseline_ = 0;
};

}  // namespace

double deviation_of(const Contrast& contrast) {
  if (contrast.freedom() < 1) return 0;
  return std::sqrt(contrast.residual / contrast.freedom());
}

double standard_error(const Contrast& contrast) {
  return contrast.weight > 0 ? deviation_of(contrast) / std::sqrt(contrast.weight) : 0;
}

std::optional<Interval> block_t(const Contrast& contrast, double confidence) {
  if (contrast.equal || contrast.freedom() < 1) return std::nullopt;
  const double t = student_quantile((1 + confidence) / 2, contrast.freedom());
  const double half = t * standard_error(contrast);
  return Interval{contrast.difference - half, contrast.difference + half};
}

std::optional<Interval> mean_interval(const Summary& values, double confidence) {
  if (values.count < 2 || values.deviation == 0) return std::nullopt;
  const auto count = static_cast<double>(values.count);
  const double t = student_quantile((1 + confidence) / 2, static_cast<int>(values.count) - 1);
  const double half = t * values.deviation / std::sqrt(count);
  return Interval{values.mean - half, values.mean + half};
}

RatioTest::RatioTest(std::span<const Boot> boots)
    : boots_(boots.begin(), boots.end()), relabelings_(boots, 1, Draw::Always, kRelabelings) {}

std::optional<Ratio> RatioTest::change(std::span<const double> values) const {
  // Variant's boots against nothing, baseline's against nothing: their weighted means by blocks.
  Values of_baseline(values.begin(), values.end()), of_variant = of_baseline;
  for (std::size_t i = 0; i < boots_.size(); ++i) {
    if (std::isnan(values[i])) continue;
    if (!boots_[i].variant && values[i] <= 0) return std::nullopt;
    (boots_[i].variant ? of_baseline : of_variant)[i] = 0;
  }
  const double upper = contrast(boots_, of_variant).difference;
  const double lower = -contrast(boots_, of_baseline).difference;
  if (!(lower > 0)) return std::nullopt;
  const double ratio = upper / lower;
  const Inversion inversion(relabelings_.sums(of_variant), relabelings_.sums(of_baseline));
  if (!inversion.holds(ratio)) return std::nullopt;
  const double step = std::max(std::abs(ratio), 0.01) * 0.01;
  const auto low = inversion.edge(ratio, -step), high = inversion.edge(ratio, step);
  if (!low || !high) return std::nullopt;
  return Ratio{ratio - 1, {*low - 1, *high - 1}};
}

std::optional<Ratio> relative_change(std::span<const Boot> boots, std::span<const double> values) {
  return RatioTest(boots).change(values);
}

}  // namespace folioscope::stats
