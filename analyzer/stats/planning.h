// SPDX-License-Identifier: GPL-3.0-or-later
// How many boots show how much, from the spread alone: never from the difference that was seen,
// which would promise whatever chance gave.
#pragma once

#include <cstddef>
#include <optional>

namespace folioscope::stats {

// What a test should find in so many of its runs.
inline constexpr double kPower = 0.8;

// The smallest true difference that `boots` boots of each variant, two to a block, show in eight of
// ten runs. deviation > 0 of a boot inside its block and variant. Infinity below five boots: no
// relabeling is rare enough.
double detectable(double deviation, std::size_t boots);
// Boots of each variant until `difference` > 0 is found in eight of ten runs; even, at least 6.
// Nothing: more than kMostBoots.
inline constexpr std::size_t kMostBoots = 1000;
std::optional<std::size_t> boots_to_detect(double difference, double deviation);

// Where a deviation that was estimated with so much freedom lies, in eight of ten cases.
struct Range {
  double low = 0, high = 0;
};
Range deviation_range(double deviation, int freedom);

// A mode never seen in `boots` boots is, with 95 % confidence, in no more than this share of them:
// 1 - 0.05^(1/boots). 39 % of boots at six.
double unseen_share(std::size_t boots);
// Boots after which a mode of this share would have shown itself, with 95 % confidence.
std::size_t boots_to_see(double share);

}  // namespace folioscope::stats
