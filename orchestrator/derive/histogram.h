// SPDX-License-Identifier: GPL-3.0-or-later
// Samples of one kind, in bounded memory however many there are: exact up to a bound, then in
// sixteenths of powers of two, where a quantile is at most 1/16 too large.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace folioscope::derive {

class Histogram {
 public:
  // 128 KiB of samples; nearest-rank quantiles of that many are steady to a fraction of a percent.
  static constexpr std::size_t kExact = std::size_t{1} << 14;
  static constexpr std::size_t kOctaves = 64, kParts = 16;

  void add(std::uint64_t value);
  // `counts[n]` samples of [2^n, 2^(n+1)), where in it is unknown: taken as evenly spread. The
  // largest is then no more than the end of the last bucket that has any.
  void add_octaves(std::span<const std::uint64_t> counts);

  std::uint64_t count() const { return count_; }
  std::uint64_t max() const { return max_; }
  // Nearest rank. count() must not be 0.
  double quantile(double share);
  // count() must not be 0. Samples of add_octaves() count as the middle of their octave.
  double mean() const { return sum_ / static_cast<double>(count_); }
  // Samples of [2^n, 2^(n+1)); of [0, 2) for n = 0.
  std::uint64_t octave(std::size_t n) const;

 private:
  std::vector<std::uint64_t> exact_;  // empty once there are too many
  bool counts_only_ = false;
  bool sorted_ = false;
  std::array<std::uint64_t, kOctaves * kParts> parts_{};
  std::uint64_t count_ = 0, max_ = 0;
  double sum_ = 0;
};

}  // namespace folioscope::derive
