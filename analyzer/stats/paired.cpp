// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/paired.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cassert>
#include <cmath>
#include <map>

#include "stats/random.h"
#include "stats/summary.h"

namespace folioscope::stats {
namespace {

constexpr double kTail = 0.025;  // each side of a 95 % interval
// Sums of the same numbers with other signs differ by rounding; this far apart they are equal.
constexpr double kRounding = 1e-12;

double sum_of_sizes(std::span<const double> values) {
  double sum = 0;
  for (double value : values) sum += std::abs(value);
  return sum;
}

// The tail that a percentile interval must use so that, for normal data, it is as wide as
// Student's.
double expanded_tail(std::size_t n) {
  const auto count = static_cast<double>(n);
  const boost::math::students_t student(count - 1);
  const double t = boost::math::quantile(boost::math::complement(student, kTail));
  const double z = std::sqrt(count / (count - 1)) * t;
  return boost::math::cdf(boost::math::complement(boost::math::normal(), z));
}

// The sum with the signs of `flips` turned, against the observed one.
bool at_least_as_far(std::span<const double> differences, std::uint64_t flips, double observed,
                     double slack) {
  double sum = 0;
  for (std::size_t i = 0; i < differences.size(); ++i)
    sum += (flips >> i & 1) != 0 ? -differences[i] : differences[i];
  return std::abs(sum) >= observed - slack;
}

double exact_p(std::span<const double> differences, double observed, double slack) {
  const std::uint64_t swaps = std::uint64_t{1} << differences.size();
  std::uint64_t far = 0;
  for (std::uint64_t flips = 0; flips < swaps; ++flips)
    far += at_least_as_far(differences, flips, observed, slack);
  return static_cast<double>(far) / static_cast<double>(swaps);
}

double sampled_p(std::span<const double> differences, double observed, double slack,
                 std::uint64_t seed, std::size_t resamples) {
  Random random(seed);
  std::size_t far = 1;  // the swap that was observed
  for (std::size_t i = 0; i < resamples; ++i) {
    double sum = 0;
    for (std::size_t at = 0; at < differences.size(); at += 64) {
      std::uint64_t flips = random.next();
      for (double value :
           differences.subspan(at, std::min<std::size_t>(64, differences.size() - at))) {
        sum += (flips & 1) != 0 ? -value : value;
        flips >>= 1;
      }
    }
    far += std::abs(sum) >= observed - slack;
  }
  return static_cast<double>(far) / static_cast<double>(resamples + 1);
}

}  // namespace

std::vector<double> paired_differences(std::span<const Observation> baseline,
                                       std::span<const Observation> variant) {
  std::map<int, double> first;
  for (const auto& [block, value] : baseline) first[block] = value;
  std::map<int, double> both;
  for (const auto& [block, value] : variant)
    if (auto found = first.find(block); found != first.end()) both[block] = value - found->second;
  std::vector<double> differences;
  for (const auto& [block, difference] : both) differences.push_back(difference);
  return differences;
}

std::optional<Interval> bootstrap_interval(std::span<const double> differences, std::uint64_t seed,
                                           std::size_t resamples) {
  const std::size_t n = differences.size();
  if (n < 2) return std::nullopt;
  const auto [low, high] = std::ranges::minmax(differences);
  if (high - low <= kRounding * std::max(std::abs(low), std::abs(high))) return Interval{low, high};

  Random random(seed);
  std::vector<double> means(resamples);
  for (double& mean : means) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += differences[random.below(n)];
    mean = sum / static_cast<double>(n);
  }
  std::ranges::sort(means);
  const double tail = expanded_tail(n);
  return Interval{quantile(means, tail), quantile(means, 1 - tail)};
}

double sign_flip_p(std::span<const double> differences, std::uint64_t seed, std::size_t resamples) {
  if (differences.empty()) return 1;
  double sum = 0;
  for (double value : differences) sum += value;
  const double slack = kRounding * sum_of_sizes(differences);
  if (differences.size() <= kExactBlocks) return exact_p(differences, std::abs(sum), slack);
  return sampled_p(differences, std::abs(sum), slack, seed, resamples);
}

double smallest_sign_flip_p(std::size_t blocks) {
  if (blocks == 0) return 1;
  return std::exp2(1 - static_cast<double>(blocks));
}

Difference compare(std::span<const Observation> baseline, std::span<const Observation> variant,
                   std::uint64_t seed) {
  const std::vector<double> differences = paired_differences(baseline, variant);
  Difference result;
  result.blocks = differences.size();
  if (differences.empty()) return result;
  const Summary summary = summarize(differences);
  result.mean = summary.mean;
  result.interval = bootstrap_interval(differences, seed);
  result.constant = result.interval &&
                    summary.maximum - summary.minimum <=
                        kRounding * std::max(std::abs(summary.minimum), std::abs(summary.maximum));
  result.one_sided = summary.minimum > 0 || summary.maximum < 0;
  result.p = sign_flip_p(differences, seed);
  return result;
}

}  // namespace folioscope::stats
