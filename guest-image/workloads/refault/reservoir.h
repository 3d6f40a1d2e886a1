// SPDX-License-Identifier: GPL-3.0-or-later
// Samples of a stream in bounded memory: after any number of them, each is kept with the same
// probability. All memory is touched at the beginning, so that adding never faults.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "workloads/kit/random.h"

namespace folioscope::workloads {

class Reservoir {
 public:
  Reservoir(std::size_t most, std::uint64_t seed) : kept_(most), random_(seed) {}

  // Vitter's algorithm R (1985).
  void add(double sample) {
    ++seen_;
    const std::uint64_t place = seen_ <= kept_.size() ? seen_ - 1 : random_.below(seen_);
    if (place < kept_.size()) kept_[place] = sample;
  }
  std::uint64_t seen() const { return seen_; }
  std::span<const double> samples() const {
    return std::span(kept_).first(seen_ < kept_.size() ? seen_ : kept_.size());
  }

 private:
  std::vector<double> kept_;
  Random random_;
  std::uint64_t seen_ = 0;
};

}  // namespace folioscope::workloads
