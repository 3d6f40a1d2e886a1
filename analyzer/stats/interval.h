// SPDX-License-Identifier: GPL-3.0-or-later
// How large a difference is.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "stats/observations.h"
#include "stats/relabelings.h"
#include "stats/summary.h"

namespace folioscope::stats {

struct Interval {
  double low = 0, high = 0;

  bool contains(double value) const { return low <= value && value <= high; }
  bool within(double size) const { return low >= -size && high <= size; }
  bool operator==(const Interval&) const = default;
};

inline constexpr double kConfidence = 0.95;

// Student's interval of the least-squares difference (see Contrast): what R's
// confint(lm(value ~ factor(block) + variant)) gives. Nothing where the values are all equal or no
// freedom is left: no spread was seen, which is not the same as none.
std::optional<Interval> block_t(const Contrast& contrast, double confidence = kConfidence);
// Student's interval of the mean of these values by themselves. Nothing where no spread was seen.
std::optional<Interval> mean_interval(const Summary& values, double confidence = kConfidence);
// The standard error of the difference; 0 where there is no freedom left.
double standard_error(const Contrast& contrast);
// The standard deviation of a boot inside its block and variant; 0 where there is no freedom left.
double deviation_of(const Contrast& contrast);

// The variant's mean as a multiple of the baseline's, less one: +0.10 is ten percent more. The
// interval holds the ratios r at which the exact test does not reject "variant = r times baseline".
struct Ratio {
  double change = 0;
  Interval interval;

  bool operator==(const Ratio&) const = default;
};
// Of any number of metrics of the same boots, which share what is drawn.
class RatioTest {
 public:
  explicit RatioTest(std::span<const Boot> boots);

  // Nothing where a baseline value is not positive or the boots are too few to exclude any ratio.
  std::optional<Ratio> change(std::span<const double> values) const;

 private:
  std::vector<Boot> boots_;
  Relabelings relabelings_;
};
std::optional<Ratio> relative_change(std::span<const Boot> boots, std::span<const double> values);

}  // namespace folioscope::stats
