// SPDX-License-Identifier: GPL-3.0-or-later
// A shuffle that is the same on every machine, which std::shuffle is not.
#pragma once

#include <utility>
#include <vector>

#include "base/random.h"

namespace folioscope::plan {

// Fisher-Yates: every order equally likely.
template <class T>
void shuffle(std::vector<T>& items, SplitMix64& random) {
  for (std::size_t i = items.size(); i > 1; --i)
    std::swap(items[i - 1], items[static_cast<std::size_t>(draw_below(random, i))]);
}

}  // namespace folioscope::plan
