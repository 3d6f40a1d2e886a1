// SPDX-License-Identifier: GPL-3.0-or-later
#include "bisect/made_series.h"

#include <cmath>
#include <numbers>

#include "compare/pair.h"
#include "plan/plan.h"

namespace folioscope::bisect {
namespace {

constexpr int kFirstLook = 3;  // blocks

// Fewer than the product's: chance in the relabelings, not in the outcome.
constexpr std::size_t kSamples = 2'000;

// All boots that a step may come to; the tests say after how many of them it ended.
class Simulated : public Prober {
 public:
  Simulated(const MadeSeries& series, std::uint64_t seed, int most_boots)
      : series_(series), random_(seed), looks_{kFirstLook, most_boots / spec::kBootsInBlock} {}

  Result<Answer> probe(const Probe& probe, int) override {
    if (series_.broken.contains(probe.middle)) return Answer{Answer::Kind::Untestable, {}, {}};
    const std::vector<double> low = boot(probe.low), middle = boot(probe.middle);
    const auto from_low = compare(low, middle, probe.error);
    if (probe.of_ends()) {
      boots += 2 * spec::kBootsInBlock * blocks_until(from_low, {});
      return Answer{Answer::Kind::Compared, compared(from_low, blocks_until(from_low, {})), {}};
    }
    const auto to_high = compare(middle, boot(probe.high), probe.error);
    const int blocks = blocks_until(from_low, to_high);
    boots += 3 * spec::kBootsInBlock * blocks;
    return Answer{Answer::Kind::Compared, compared(from_low, blocks), compared(to_high, blocks)};
  }

  int boots = 0;

 private:
  struct Tested {
    stats::Followed test;
    std::vector<stats::Boot> labels;
    stats::Values values;
  };

  std::vector<double> boot(int prefix) {
    std::vector<double> values(static_cast<std::size_t>(looks_.most * spec::kBootsInBlock));
    for (double& value : values) value = series_.boot(random_, prefix);
    return values;
  }

  Tested compare(const std::vector<double>& from, const std::vector<double>& to,
                 double error) const {
    Tested tested;
    for (const auto* side : {&from, &to})
      for (std::size_t i = 0; i < side->size(); ++i) {
        tested.labels.push_back({static_cast<int>(i) / spec::kBootsInBlock, side == &to});
        tested.values.push_back((*side)[i]);
      }
    tested.test = compare::followed(tested.labels, tested.values, looks_, error, kSamples);
    return tested;
  }

  // The step ends with the first rejection.
  int blocks_until(const Tested& one, const Tested& other) const {
    return std::min(one.test.decided.value_or(looks_.most),
                    other.test.decided.value_or(looks_.most));
  }

  static Compared compared(const Tested& tested, int blocks) {
    std::vector<stats::Boot> labels;
    stats::Values values;
    for (std::size_t i = 0; i < tested.labels.size(); ++i)
      if (tested.labels[i].block < blocks) {
        labels.push_back(tested.labels[i]);
        values.push_back(tested.values[i]);
      }
    return {tested.test.decided && *tested.test.decided <= blocks,
            stats::contrast(labels, values).difference};
  }

  const MadeSeries& series_;
  stats::Random random_;
  const stats::Looks looks_;
};

// Marsaglia and Tsang, 2000.
double gamma(stats::Random& random, double shape) {
  if (shape < 1) return gamma(random, shape + 1) * std::pow(1 - random.unit(), 1 / shape);
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  while (true) {
    const double x = normal(random), v = std::pow(1 + c * x, 3);
    if (v > 0 && std::log(1 - random.unit()) < 0.5 * x * x + d - d * v + d * std::log(v))
      return d * v;
  }
}

}  // namespace

double normal(stats::Random& random) {
  return std::sqrt(-2 * std::log(1 - random.unit())) *
         std::cos(2 * std::numbers::pi * random.unit());
}

double beta_binomial(stats::Random& random, double mean, double s, int tries) {
  const double a = gamma(random, mean * s), b = gamma(random, (1 - mean) * s);
  int successes = 0;
  for (int i = 0; i < tries; ++i) successes += random.unit() < a / (a + b);
  return static_cast<double>(successes) / tries;
}

Found search(const MadeSeries& series, std::uint64_t seed, double error, int most_boots) {
  Simulated prober(series, seed, most_boots);
  const auto trail = drive(Search(series.patches, error), prober);
  return {trail->finding, prober.boots};
}

}  // namespace folioscope::bisect
