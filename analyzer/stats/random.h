// SPDX-License-Identifier: GPL-3.0-or-later
// The project's own random numbers: xoshiro256** seeded through splitmix64 (Blackman and Vigna).
// The standard distributions differ between libraries; these give the same numbers everywhere, so
// the same store and seed give the same report. Not for secrets.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "base/random.h"

namespace folioscope::stats {

class Random {
 public:
  explicit Random(std::uint64_t seed) {
    SplitMix64 mix(seed);
    for (auto& word : state_) word = mix.next();
  }

  [[gnu::always_inline]] std::uint64_t next() {  // see draw_below()
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  // Uniform in [0, n); n > 0.
  [[gnu::always_inline]] std::uint64_t below(std::uint64_t n) { return draw_below(*this, n); }

  // Uniform in [0, 1), in steps of 2^-53.
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace folioscope::stats
