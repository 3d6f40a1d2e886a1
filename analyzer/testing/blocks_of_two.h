// SPDX-License-Identifier: GPL-3.0-or-later
// The boots of a usual design, for tests: two of each variant in every block, the baseline's first.
#pragma once

#include <vector>

#include "stats/observations.h"

namespace folioscope::stats {

inline std::vector<Boot> blocks_of_two(int blocks) {
  std::vector<Boot> boots;
  for (int block = 0; block < blocks; ++block)
    for (const bool variant : {false, false, true, true}) boots.push_back({block, variant});
  return boots;
}

}  // namespace folioscope::stats
