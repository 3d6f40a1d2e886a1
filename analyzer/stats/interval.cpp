// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/interval.h"

#include <cmath>

#include "stats/family.h"
#include "stats/relabelings.h"
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

// The baseline's boots times r: under "variant = r times baseline" both are alike.
class Inversion {
 public:
  Inversion(std::span<const Boot> boots, std::span<const double> values)
      : boots_(boots),
        values_(values),
        scaled_(values.begin(), values.end()),
        relabelings_(boots, 1, Draw::Always, kRelabelings) {}

  bool holds(double ratio) {
    for (std::size_t i = 0; i < boots_.size(); ++i)
      if (!boots_[i].variant) scaled_[i] = ratio * values_[i];
    return p_value(relabelings_.statistics(scaled_)) > kSignificance;
  }

  // The farthest ratio from `centre` in steps of this sign that still holds.
  std::optional<double> edge(double centre, double step) {
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
  std::span<const Boot> boots_;
  std::span<const double> values_;
  Values scaled_;
  Relabelings relabelings_;
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

std::optional<Ratio> relative_change(std::span<const Boot> boots, std::span<const double> values) {
  Values of_baseline(values.begin(), values.end());
  for (std::size_t i = 0; i < boots.size(); ++i) {
    if (boots[i].variant) continue;
    if (!std::isnan(values[i]) && values[i] <= 0) return std::nullopt;
  }
  // Variant's boots against nothing, baseline's against nothing: their weighted means by blocks.
  Values variants = of_baseline;
  for (std::size_t i = 0; i < boots.size(); ++i)
    (boots[i].variant ? of_baseline : variants)[i] = std::isnan(values[i]) ? values[i] : 0;
  const double upper = contrast(boots, variants).difference;
  const double lower = -contrast(boots, of_baseline).difference;
  if (!(lower > 0)) return std::nullopt;
  const double ratio = upper / lower;
  Inversion inversion(boots, values);
  if (!inversion.holds(ratio)) return std::nullopt;
  const double step = std::max(std::abs(ratio), 0.01) * 0.01;
  const auto low = inversion.edge(ratio, -step), high = inversion.edge(ratio, step);
  if (!low || !high) return std::nullopt;
  return Ratio{ratio - 1, {*low - 1, *high - 1}};
}

}  // namespace folioscope::stats
