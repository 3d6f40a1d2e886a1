// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulate/metrics.h"

#include <utility>

namespace folioscope::simulate {

Source::Source(Family family, const Pools* of)
    : Source(std::string(name_of(family)), {family}, of) {}

Source::Source(std::string called, std::vector<Family> all, const Pools* of)
    : name(std::move(called)), families(std::move(all)), pools(of) {}

stats::Values Source::metric(std::size_t at, const Host& host, double effect,
                             stats::Random& random) const {
  const stats::Values* pool = nullptr;
  if (family(at) == Family::Resampled) pool = &(*pools)[random.below(pools->size())];
  return draw(family(at), host, effect, random, pool);
}

void Source::fill(Design& design, std::size_t metrics, std::span<const double> effects,
                  stats::Random& random) const {
  const Host host(design.boots, random);
  design.stratum.metrics.resize(metrics);
  for (std::size_t m = 0; m < metrics; ++m)
    design.stratum.metrics[m] = metric(m, host, m < effects.size() ? effects[m] : 0, random);
}

std::vector<Source> sources(const Pools& pools) {
  std::vector<Source> all(kFiveFamilies.begin(), kFiveFamilies.end());
  if (!pools.empty()) all.emplace_back(Family::Resampled, &pools);
  return all;
}

Source mixed(const Pools& pools) {
  std::vector<Family> families(kFiveFamilies.begin(), kFiveFamilies.end());
  if (!pools.empty()) families.push_back(Family::Resampled);
  return {"mixed", families, &pools};
}

}  // namespace folioscope::simulate
