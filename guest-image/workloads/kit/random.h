// SPDX-License-Identifier: GPL-3.0-or-later
// A small repeatable stream of numbers: the same seed gives the same choices on every machine.
#pragma once

#include <cstdint>

namespace folioscope::workloads {

// splitmix64 (Steele, Lea, Flood 2014): any seed is a good one.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  // Uniform in [0, bound) up to a bias of bound / 2^64. `bound` is not zero.
  std::uint64_t below(std::uint64_t bound) {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (z ^ (z >> 31)) % bound;
  }

 private:
  std::uint64_t state_;
};

}  // namespace folioscope::workloads
