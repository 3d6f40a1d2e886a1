// SPDX-License-Identifier: GPL-3.0-or-later
// Two variants over the same blocks of boots. A block is what ran interleaved (usually two boots of
// each), so what the host does meanwhile is the same for both, and only differences inside a block
// count: blocks are never taken apart.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace folioscope::stats {

struct Boot {
  int block = 0;
  bool variant = false;  // else of the baseline

  bool operator==(const Boot&) const = default;
};

// The values of one metric, one for each boot in the order of its Boots; NaN: this boot has none.
using Values = std::vector<double>;

// The mean difference inside blocks, by least squares of value = block + difference of the variant:
// a block of m baseline and n variant boots has the weight m n / (m + n). Blocks with one side only
// tell nothing.
struct Contrast {
  double difference = 0;  // variant - baseline
  double weight = 0;      // sum of the blocks' weights; 0: nothing to compare
  double residual = 0;    // sum of the squares that block and variant leave
  std::size_t blocks = 0, baseline = 0, variant = 0;  // of those that count
  bool equal = false;                                 // every value that counts is the same
  bool one_sided = false;    // the block's own differences all point one way
  std::size_t agreeing = 0;  // blocks whose own difference has the sign of `difference`

  // Degrees of freedom of `residual`; not positive: no interval.
  int freedom() const {
    return static_cast<int>(baseline + variant) - static_cast<int>(blocks) - 1;
  }
};
Contrast contrast(std::span<const Boot> boots, std::span<const double> values);

}  // namespace folioscope::stats
