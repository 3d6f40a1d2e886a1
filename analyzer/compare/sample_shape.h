// SPDX-License-Identifier: GPL-3.0-or-later
// How the samples of one variant spread, for drawing. It rests on the boots that have the
// distribution, each counting the same: `per_boot` of all buckets adds up to the samples of the
// mean boot, `share` to 1.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "query/comparison.h"

namespace folioscope::compare {

struct SampleShape {
  struct Bucket {
    double low = 0, high = 0;  // [low, high)
    double per_boot = 0;       // samples, mean over boots
    double share = 0;          // of a boot's samples, mean over boots

    bool operator==(const Bucket&) const = default;
  };
  std::string unit;             // "ns" or "count"
  std::size_t boots = 0;        // that have samples
  std::vector<Bucket> buckets;  // ascending, apart; empty ones left out

  bool operator==(const SampleShape&) const = default;
};
// Of one distribution of the boots of a variant.
SampleShape shape_of(std::span<const query::Distribution> boots);

}  // namespace folioscope::compare
