// SPDX-License-Identifier: GPL-3.0-or-later
// Made values of boots, with a difference between the variants that is known. Every family has what
// real boots have: the host's moment, which a block shares, and a factor that all metrics of one
// boot share.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "stats/observations.h"
#include "stats/random.h"

namespace folioscope::simulate {

enum class Family {
  Normal,     // mean 10, deviation 1
  Lognormal,  // times: an effect multiplies, and the spread grows with the mean
  Bimodal,    // a quarter of the boots lies 5 deviations higher
  Rates,      // beta-binomial: 40 tries a boot, of a rate that differs from boot to boot
  Counts,     // six boots of ten have none, the others a Poisson count; an effect adds to all
  RareMode,   // a tenth of the boots takes twice as long
  Resampled,  // what boots of real runs left after their mean (see pools)
};
inline constexpr std::array kFiveFamilies{Family::Normal, Family::Lognormal, Family::Bimodal,
                                          Family::Rates, Family::Counts};
std::string_view name_of(Family family);  // "normal", "zero-inflated counts"

// Sorted values of real boots, each pool with mean 0 and deviation 1; not empty where used. One
// metric takes all its boots from one pool, whatever the variant.
using Pools = std::vector<stats::Values>;
// Pools of what runs left, scaled; values that are all equal make none.
Pools resampled(std::span<const stats::Values> residuals);

// A standard normal number.
double gauss(stats::Random& random);
// Events of a mean below 500.
int poisson(double mean, stats::Random& random);

// What the metrics of one experiment have in common.
class Host {
 public:
  // `correlation` in [0, 1): of two metrics of one boot.
  Host(std::span<const stats::Boot> boots, stats::Random& random, double correlation = 0.5);

  std::span<const stats::Boot> boots() const { return boots_; }
  double moment(std::size_t boot) const { return moments_[boot]; }  // standard normal, by block
  // A standard normal number that shares the boot's factor; two independent ones per value.
  double latent(std::size_t boot, std::size_t which, stats::Random& random) const;

 private:
  std::span<const stats::Boot> boots_;
  std::vector<double> moments_;
  std::vector<std::array<double, 2>> factors_;
  double shared_, own_;
};

// Of the baseline: a boot inside its block, and the mean, both over all moments.
double deviation_of(Family family);
double mean_of(Family family);
// One metric of these boots. The variant's mean is `effect` of deviation_of() higher; effect >= 0.
stats::Values draw(Family family, const Host& host, double effect, stats::Random& random,
                   const stats::Values* pool = nullptr);
inline double difference_of(Family family, double effect) { return effect * deviation_of(family); }

}  // namespace folioscope::simulate
