// SPDX-License-Identifier: GPL-3.0-or-later
// Two quantities of operations as dots: one for each operation, or one for each boot at the means
// of its operations.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compare/correlate.h"

namespace folioscope::compare {

enum class DotIs { Operation, Boot };

struct Dot {
  std::size_t position = 0;  // of the variant in Comparison::variants
  CellId cell;
  int boot = 0;
  std::optional<query::Operation> operation = {};  // nothing: a boot
  std::int64_t operations = 1, failed = 0;         // that the dot stands for
  double x = 0, y = 0;
};

struct Dots {
  std::vector<Dot> dots;  // by variant, boot and operation
  std::int64_t all = 0;   // more than there are dots: every n-th operation is drawn
};
// More are no picture any more, and slow.
inline constexpr std::int64_t kMostDots = 3'000;

Dots dots_of(const OperationSet& set, const Quantity& x, const Quantity& y, DotIs dot);

}  // namespace folioscope::compare
