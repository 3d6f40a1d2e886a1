// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/scatter.h"

#include <algorithm>

namespace folioscope::compare {
namespace {

Dot dot_of_boot(const VariantOperations& variant, const BootsOperations& boot, const Quantity& x,
                const Quantity& y) {
  Dot dot{.position = variant.position, .cell = boot.cell, .boot = boot.boot, .operations = 0};
  for (const query::Operation& operation : *boot.operations) {
    ++dot.operations;
    dot.failed += operation.failed ? 1 : 0;
    dot.x += x.of(operation);
    dot.y += y.of(operation);
  }
  dot.x /= static_cast<double>(std::max<std::int64_t>(dot.operations, 1));
  dot.y /= static_cast<double>(std::max<std::int64_t>(dot.operations, 1));
  return dot;
}

}  // namespace

Dots dots_of(const OperationSet& set, const Quantity& x, const Quantity& y, DotIs dot) {
  Dots result;
  for (const VariantOperations& variant : set.variants)
    for (const BootsOperations& boot : variant.boots)
      result.all += dot == DotIs::Boot ? 1 : static_cast<std::int64_t>(boot.operations->size());
  const std::int64_t step = dot == DotIs::Boot ? 1 : (result.all + kMostDots - 1) / kMostDots;
  std::int64_t number = 0;
  for (const VariantOperations& variant : set.variants)
    for (const BootsOperations& boot : variant.boots) {
      if (dot == DotIs::Boot) {
        result.dots.push_back(dot_of_boot(variant, boot, x, y));
        continue;
      }
      for (const query::Operation& operation : *boot.operations)
        if (number++ % step == 0)
          result.dots.push_back({variant.position, boot.cell, boot.boot, operation, 1,
                                 operation.failed ? 1 : 0, x.of(operation), y.of(operation)});
    }
  return result;
}

}  // namespace folioscope::compare
