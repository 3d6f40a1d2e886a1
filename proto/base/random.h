// SPDX-License-Identifier: GPL-3.0-or-later
// Random numbers that are the same on every machine. The standard distributions draw differently
// in each library, and a resumed run must find the order of the killed one. Not for secrets.
#pragma once

#include <cstdint>

namespace folioscope {

// splitmix64 (Steele, Lea, Flood 2014): 64 bits of state, passes BigCrush.
class SplitMix64 {
 public:
  explicit SplitMix64(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

 private:
  std::uint64_t state_;
};

// Uniform in [0, bound), bound > 0, from a generator of 64-bit numbers. Draws again in the uneven
// tail, so no value is favoured. Always inline, as loops of millions of draws have it: the linker
// keeps one copy of a function, and that may be one compiled without optimization.
template <class Generator>
[[gnu::always_inline]] inline std::uint64_t draw_below(Generator& generator, std::uint64_t bound) {
  std::uint64_t draw = generator.next();
  if (draw < bound) {  // else not in the tail, which is shorter than that, and need not be known
    const std::uint64_t tail = (0 - bound) % bound;  // 2^64 mod bound
    while (draw < tail) draw = generator.next();
  }
  return draw % bound;
}

}  // namespace folioscope
