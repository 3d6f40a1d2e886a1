// SPDX-License-Identifier: GPL-3.0-or-later
// Two variants over the same blocks of boots. A block is what ran interleaved, so what the host
// does meanwhile is the same for both and only the difference inside a block counts: blocks are
// never taken apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace folioscope::stats {

struct Observation {
  int block = 0;
  double value = 0;  // finite
};

// variant - baseline of every block that has both, by block number. At most one observation per
// block and side. Blocks with one side only are left out; the caller knows how many from the sizes.
std::vector<double> paired_differences(std::span<const Observation> baseline,
                                       std::span<const Observation> variant);

struct Interval {
  double low = 0, high = 0;

  bool contains(double value) const { return low <= value && value <= high; }
  bool operator==(const Interval&) const = default;
};

// 95 % bootstrap interval of the mean difference: blocks are drawn with replacement, and the tails
// are widened for small samples (the "expanded percentile" interval of Hesterberg, 2015: a plain
// percentile interval of 6 blocks covers the truth in about 85 % only). Needs two blocks; with
// fewer than about six it is as wide as the differences themselves and not to be believed on its
// own.
std::optional<Interval> bootstrap_interval(std::span<const double> differences, std::uint64_t seed,
                                           std::size_t resamples = 10'000);

// Two-sided p of the mean difference under swaps of the two variants inside a block. All 2^n swaps
// up to kExactBlocks blocks; beyond that seeded random ones (the observed one counted among them).
inline constexpr std::size_t kExactBlocks = 16;  // 65,536 swaps: about a millisecond
double sign_flip_p(std::span<const double> differences, std::uint64_t seed,
                   std::size_t resamples = 10'000);

// The smallest p that so many blocks can give: all differences on one side.
double smallest_sign_flip_p(std::size_t blocks);

// Everything about one pair of variants.
struct Difference {
  std::size_t blocks = 0;
  double mean = 0;         // variant - baseline
  bool constant = false;   // the same difference in every block (to rounding); needs two blocks
  bool one_sided = false;  // no block is equal or points the other way
  std::optional<Interval> interval;
  double p = 1;
};
Difference compare(std::span<const Observation> baseline, std::span<const Observation> variant,
                   std::uint64_t seed);

}  // namespace folioscope::stats
