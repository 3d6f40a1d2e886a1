// SPDX-License-Identifier: GPL-3.0-or-later
// Searches on series that are made up: where the culprit is, what a boot gives and what the search
// finds are all numbers, so hundreds of searches take seconds.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <vector>

#include "bisect/driver.h"
#include "stats/random.h"

namespace folioscope::bisect {

// One boot of a prefix.
using Boot = std::function<double(stats::Random&, int prefix)>;

struct MadeSeries {
  int patches = 8;
  Boot boot;
  std::set<int> broken = {};  // prefixes that do not build or boot
};

struct Found {
  Finding finding;
  int boots = 0;  // of all variants, in all steps
};

// Blocks of two boots, from three blocks up to half of `most_boots`, as `folioscope bisect` runs
// them, and the tests that it makes.
Found search(const MadeSeries& series, std::uint64_t seed, double error = 0.05,
             int most_boots = 40);

double normal(stats::Random& random);  // mean 0, deviation 1
// Successes of `tries`, as a share: their chance varies from boot to boot, as beta(mean s,
// (1 - mean) s) does.
double beta_binomial(stats::Random& random, double mean, double s, int tries);

}  // namespace folioscope::bisect
