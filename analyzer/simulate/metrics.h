// SPDX-License-Identifier: GPL-3.0-or-later
// Where the metrics of an experiment come from: one family, or the pools of real runs.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "simulate/design.h"
#include "simulate/families.h"

namespace folioscope::simulate {

// Families take turns over the metrics.
struct Source {
  std::string name;
  std::vector<Family> families;
  const Pools* pools = nullptr;  // Family::Resampled; outlives the source

  Source(Family family, const Pools* of = nullptr);
  Source(std::string called, std::vector<Family> all, const Pools* of);

  Family family(std::size_t metric) const { return families[metric % families.size()]; }
  // Every resampled metric of an experiment takes its boots from one pool, drawn for it.
  stats::Values metric(std::size_t at, const Host& host, double effect,
                       stats::Random& random) const;
  // So many metrics of the design's boots; effects[i] of the first ones, none of the others.
  void fill(Design& design, std::size_t metrics, std::span<const double> effects,
            stats::Random& random) const;
};

// The five families, and the pools where there are any. `pools` outlives them.
std::vector<Source> sources(const Pools& pools);
// One run whose metrics are of all of these.
Source mixed(const Pools& pools);

}  // namespace folioscope::simulate
