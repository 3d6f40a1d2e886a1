// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulate/families.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <numbers>

namespace folioscope::simulate {
namespace {

using stats::Random;

// The cumulative normal distribution.
double share_below(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

constexpr double kLogDeviation = 0.5;
constexpr double kLogMoment = 0.2;  // of the block, also logarithmic
constexpr double kHigherShare = 0.25, kHigher = 5;
constexpr double kRareShare = 0.1, kRareNoise = 0.02;
constexpr int kTries = 40;
// A boot's rate is beta(1, 9), times what the moment leaves of it.
constexpr double kBeta = 9;
constexpr double kRate = 1 / (1 + kBeta);
constexpr double kRateVariance = kBeta / ((1 + kBeta) * (1 + kBeta) * (2 + kBeta));
constexpr double kRateLeast = 0.6;  // of the moment; at most 1, uniform
constexpr double kNone = 0.6, kCount = 8;
constexpr double kCountMoment = 0.2;  // logarithmic

// E exp(s z) of a standard normal z.
double mean_of_log(double s) { return std::exp(s * s / 2); }

// The q-quantile of beta(1, kBeta), whose distribution is 1 - (1 - x)^kBeta.
double rate_at(double q) { return 1 - std::pow(1 - q, 1 / kBeta); }

int binomial(int tries, double rate, Random& random) {
  int hits = 0;
  for (int i = 0; i < tries; ++i) hits += random.unit() < rate;
  return hits;
}

// How much the rate's moment leaves, in (kRateLeast, 1).
double rate_moment(double moment) { return kRateLeast + (1 - kRateLeast) * share_below(moment); }
constexpr double kMeanRateMoment = (1 + kRateLeast) / 2;

struct Latent {
  double first = 0, second = 0, moment = 0;
};

double rate_of(const Latent& latent, double more, Random& random) {
  const double rate = rate_at(share_below(latent.first)) * rate_moment(latent.moment);
  // A part of the failures becomes hits, so that the rate stays one; on average `more` of the
  // tries.
  const double turned = more / (1 - kRate * kMeanRateMoment);
  return static_cast<double>(binomial(kTries, rate + turned * (1 - rate), random)) / kTries;
}

double count_of(const Latent& latent, double more, Random& random) {
  const double mean = kCount * std::exp(kCountMoment * latent.moment);
  const int own = share_below(latent.first) < kNone ? 0 : poisson(mean, random);
  return own + (more > 0 ? poisson(more, random) : 0);
}

double value_of(Family family, const Latent& latent, double more, const stats::Values* pool,
                Random& random) {
  switch (family) {
    case Family::Normal:
      return 10 + latent.moment + latent.first + more;
    case Family::Lognormal:
      return std::exp(kLogDeviation * latent.first + kLogMoment * latent.moment) *
             (1 + more / mean_of(family));
    case Family::Bimodal:
      return 10 + latent.moment + latent.second +
             (share_below(latent.first) < kHigherShare ? kHigher : 0) + more;
    case Family::Rates:
      return rate_of(latent, more, random);
    case Family::Counts:
      return count_of(latent, more, random);
    case Family::RareMode:
      return (share_below(latent.first) < kRareShare ? 2 : 1) + kRareNoise * latent.second +
             kRareNoise * latent.moment + more;
    case Family::Resampled: {
      assert(pool && !pool->empty());
      const auto count = static_cast<double>(pool->size());
      const auto at = static_cast<std::size_t>(share_below(latent.first) * count);
      return (*pool)[std::min(at, pool->size() - 1)] + latent.moment + more;
    }
  }
  return 0;
}

double variance_of_two(double share, double apart) { return share * (1 - share) * apart * apart; }

// Mean and variance of a boot whose moment is fixed, over all moments.
double rate_variance() {
  // E of the squared moment, uniform in (kRateLeast, 1).
  const double square = (1 + kRateLeast + kRateLeast * kRateLeast) / 3;
  const double rate_square = (kRate * kRate + kRateVariance) * square;
  const double binomial_part = (kRate * kMeanRateMoment - rate_square) / kTries;
  return kRateVariance * square + binomial_part;
}

double count_variance() {
  const double mean = kCount * mean_of_log(kCountMoment);
  const double square = kCount * kCount * mean_of_log(2 * kCountMoment);
  return (1 - kNone) * mean + (1 - kNone) * kNone * square;
}

}  // namespace

std::string_view name_of(Family family) {
  switch (family) {
    case Family::Normal:
      return "normal";
    case Family::Lognormal:
      return "lognormal";
    case Family::Bimodal:
      return "bimodal";
    case Family::Rates:
      return "beta-binomial rates";
    case Family::Counts:
      return "zero-inflated counts";
    case Family::RareMode:
      return "rare mode";
    case Family::Resampled:
      return "resampled";
  }
  return "";
}

double mean_of(Family family) {
  switch (family) {
    case Family::Normal:
      return 10;
    case Family::Lognormal:
      return mean_of_log(kLogDeviation) * mean_of_log(kLogMoment);
    case Family::Bimodal:
      return 10 + kHigherShare * kHigher;
    case Family::Rates:
      return kRate * kMeanRateMoment;
    case Family::Counts:
      return (1 - kNone) * kCount * mean_of_log(kCountMoment);
    case Family::RareMode:
      return 1 + kRareShare;
    case Family::Resampled:
      return 0;
  }
  return 0;
}

double deviation_of(Family family) {
  switch (family) {
    case Family::Normal:
    case Family::Resampled:
      return 1;
    case Family::Lognormal: {
      const double e = std::exp(kLogDeviation * kLogDeviation);
      return std::sqrt(e * (e - 1)) * mean_of_log(std::numbers::sqrt2 * kLogMoment);
    }
    case Family::Bimodal:
      return std::sqrt(1 + variance_of_two(kHigherShare, kHigher));
    case Family::Rates:
      return std::sqrt(rate_variance());
    case Family::Counts:
      return std::sqrt(count_variance());
    case Family::RareMode:
      return std::sqrt(kRareNoise * kRareNoise + variance_of_two(kRareShare, 1));
  }
  return 0;
}

Pools resampled(std::span<const stats::Values> residuals) {
  Pools pools;
  for (stats::Values pool : residuals) {
    std::erase_if(pool, [](double value) { return !std::isfinite(value); });
    double mean = 0, squares = 0;
    for (double value : pool) mean += value / static_cast<double>(pool.size());
    for (double value : pool) squares += (value - mean) * (value - mean);
    const double deviation = std::sqrt(squares / static_cast<double>(pool.size()));
    if (!(deviation > 1e-12 * std::abs(mean))) continue;
    for (double& value : pool) value = (value - mean) / deviation;
    std::ranges::sort(pool);
    pools.push_back(std::move(pool));
  }
  return pools;
}

int poisson(double mean, Random& random) {
  // By inversion.
  double left = random.unit(), term = std::exp(-mean);
  int count = 0;
  while (left > term && count < 5000) {
    left -= term;
    term *= mean / ++count;
  }
  return count;
}

double gauss(Random& random) {
  // Box and Muller, one of the two; 1 - unit() is never 0.
  const double radius = std::sqrt(-2 * std::log(1 - random.unit()));
  return radius * std::cos(2 * std::numbers::pi * random.unit());
}

Host::Host(std::span<const stats::Boot> boots, Random& random, double correlation)
    : boots_(boots), shared_(std::sqrt(correlation)), own_(std::sqrt(1 - correlation)) {
  std::map<int, double> by_block;
  for (const stats::Boot& boot : boots) {
    const auto [block, fresh] = by_block.try_emplace(boot.block, 0);
    if (fresh) block->second = gauss(random);
    moments_.push_back(block->second);
    factors_.push_back({gauss(random), gauss(random)});
  }
}

double Host::latent(std::size_t boot, std::size_t which, Random& random) const {
  return shared_ * factors_[boot][which] + own_ * gauss(random);
}

stats::Values draw(Family family, const Host& host, double effect, Random& random,
                   const stats::Values* pool) {
  stats::Values values;
  const double more = difference_of(family, effect);
  for (std::size_t i = 0; i < host.boots().size(); ++i) {
    const Latent latent{host.latent(i, 0, random), host.latent(i, 1, random), host.moment(i)};
    values.push_back(value_of(family, latent, host.boots()[i].variant ? more : 0, pool, random));
  }
  return values;
}

}  // namespace folioscope::simulate
