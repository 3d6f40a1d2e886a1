// SPDX-License-Identifier: GPL-3.0-or-later
// A shuffle that is the same on every machine. std::shuffle and the standard distributions are not:
// each library draws in its own way, and a resumed run must find the order of the killed one.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace folioscope::plan {

// splitmix64 (Steele, Lea, Flood 2014): 64 bits of state, passes BigCrush, four lines.
class SplitMix64 {
 public:
  explicit SplitMix64(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  // Uniform in [0, bound), bound > 0. Draws again in the uneven tail, so no value is favoured.
  std::uint64_t below(std::uint64_t bound) {
    std::uint64_t tail = (0 - bound) % bound;  // 2^64 mod bound
    for (;;) {
      std::uint64_t draw = next();
      if (draw >= tail) return draw % bound;
    }
  }

 private:
  std::uint64_t state_;
};

// Fisher-Yates: every order equally likely.
template <class T>
void shuffle(std::vector<T>& items, SplitMix64& random) {
  for (std::size_t i = items.size(); i > 1; --i)
    std::swap(items[i - 1], items[static_cast<std::size_t>(random.below(i))]);
}

}  // namespace folioscope::plan
