// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/observations.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>

namespace folioscope::stats {
namespace {

struct Sides {
  double sum[2] = {0, 0};
  double count[2] = {0, 0};

  bool both() const { return count[0] > 0 && count[1] > 0; }
  double mean(int side) const { return sum[side] / count[side]; }
  double difference() const { return mean(1) - mean(0); }
  double centre() const { return (sum[0] + sum[1]) / (count[0] + count[1]); }
  double weight() const { return count[0] * count[1] / (count[0] + count[1]); }
};

}  // namespace

Contrast contrast(std::span<const Boot> boots, std::span<const double> values) {
  assert(boots.size() == values.size());
  std::map<int, Sides> blocks;
  for (std::size_t i = 0; i < boots.size(); ++i) {
    if (std::isnan(values[i])) continue;
    Sides& sides = blocks[boots[i].block];
    sides.sum[boots[i].variant] += values[i];
    ++sides.count[boots[i].variant];
  }
  std::erase_if(blocks, [](const auto& block) { return !block.second.both(); });

  Contrast result;
  result.blocks = blocks.size();
  std::size_t up = 0, down = 0;
  for (const auto& [number, sides] : blocks) {
    result.difference += sides.weight() * sides.difference();
    result.weight += sides.weight();
    result.baseline += static_cast<std::size_t>(sides.count[0]);
    result.variant += static_cast<std::size_t>(sides.count[1]);
    up += sides.difference() > 0;
    down += sides.difference() < 0;
  }
  if (blocks.empty()) return result;
  result.difference /= result.weight;
  result.one_sided = std::max(up, down) == blocks.size();
  if (result.difference != 0) result.agreeing = result.difference > 0 ? up : down;

  double lowest = HUGE_VAL, highest = -HUGE_VAL;
  for (std::size_t i = 0; i < boots.size(); ++i) {
    const auto block = blocks.find(boots[i].block);
    if (block == blocks.end() || std::isnan(values[i])) continue;
    const Sides& sides = block->second;
    // What the fit says of this boot: its side's share of the difference, around the block's mean.
    const double other = sides.count[boots[i].variant ? 0 : 1] / (sides.count[0] + sides.count[1]);
    const double fitted = sides.centre() + (boots[i].variant ? other : -other) * result.difference;
    result.residual += (values[i] - fitted) * (values[i] - fitted);
    lowest = std::min(lowest, values[i]);
    highest = std::max(highest, values[i]);
  }
  result.equal = lowest == highest;
  return result;
}

}  // namespace folioscope::stats
