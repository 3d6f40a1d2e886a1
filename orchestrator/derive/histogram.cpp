// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace folioscope::derive {
namespace {

constexpr unsigned kPartBits = std::bit_width(Histogram::kParts) - 1;

// Octave and the four bits below the highest one.
std::size_t part_of(std::uint64_t value) {
  const unsigned octave = value < 2 ? 0 : static_cast<unsigned>(std::bit_width(value)) - 1;
  if (octave == 0) return 0;
  const std::uint64_t below = value - (std::uint64_t{1} << octave);
  const std::uint64_t part =
      octave >= kPartBits ? below >> (octave - kPartBits) : below << (kPartBits - octave);
  return octave * Histogram::kParts + static_cast<std::size_t>(part);
}

double end_of(std::size_t part) {
  const double start = std::ldexp(1, static_cast<int>(part / Histogram::kParts));
  return start * (1 + static_cast<double>(part % Histogram::kParts + 1) / Histogram::kParts);
}

}  // namespace

void Histogram::add(std::uint64_t value) {
  ++parts_[part_of(value)];
  ++count_;
  sum_ += static_cast<double>(value);
  max_ = std::max(max_, value);
  if (counts_only_) return;
  if (exact_.size() < kExact) {
    exact_.push_back(value);
    sorted_ = false;
    return;
  }
  counts_only_ = true;
  exact_ = {};
}

void Histogram::add_octaves(std::span<const std::uint64_t> counts) {
  counts_only_ = true;
  exact_ = {};
  for (std::size_t octave = 0; octave < std::min(counts.size(), kOctaves - 1); ++octave) {
    const std::uint64_t samples = counts[octave];
    if (samples == 0) continue;
    for (std::size_t part = 0; part < kParts; ++part)
      parts_[octave * kParts + part] += samples / kParts + (part < samples % kParts ? 1 : 0);
    count_ += samples;
    sum_ += std::ldexp(1.5 * static_cast<double>(samples), static_cast<int>(octave));
    max_ = std::max(max_, (std::uint64_t{2} << octave) - 1);
  }
}

double Histogram::quantile(double share) {
  const double rank = std::max(1.0, std::ceil(share * static_cast<double>(count_)));
  if (!counts_only_) {
    if (!sorted_) std::sort(exact_.begin(), exact_.end());
    sorted_ = true;
    return static_cast<double>(exact_[static_cast<std::size_t>(rank) - 1]);
  }
  double reached = 0;
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    reached += static_cast<double>(parts_[part]);
    if (reached >= rank) return std::min(end_of(part), static_cast<double>(max_));
  }
  return static_cast<double>(max_);
}

std::uint64_t Histogram::octave(std::size_t n) const {
  std::uint64_t sum = 0;
  for (std::size_t part = 0; part < kParts; ++part) sum += parts_[n * kParts + part];
  return sum;
}

}  // namespace folioscope::derive
