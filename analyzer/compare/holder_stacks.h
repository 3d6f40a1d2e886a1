// SPDX-License-Identifier: GPL-3.0-or-later
// The whole stacks of the holders by variant: what a place of compare/holders.h is made of.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "compare/stack_tree.h"
#include "query/comparison.h"
#include "query/failures.h"

namespace folioscope::compare {

// Done boots of a condition that looked for failures: whose failures and stacks there are to load.
std::vector<CellId> holder_cells(const query::Comparison& comparison,
                                 const query::Condition& condition);

struct StackOfHolder {
  std::string holder_class;
  std::string chain;   // as query::HolderPlace has it
  std::string frames;  // 'innermost;...;outermost'
  // By variant; a failure counts for each class and stack among its holders.
  std::vector<std::int64_t> failures;
  std::vector<double> per_boot;  // mean over the boots that looked for failures

  bool operator==(const StackOfHolder&) const = default;
};

// `stacks` are those of holder_cells(). The most frequent first.
std::vector<StackOfHolder> stacks_by_variant(const query::Comparison& comparison,
                                             const query::Condition& condition,
                                             std::span<const query::HolderStack> stacks);

// What a flame graph of `variant` shows, beside the first variant.
std::vector<WeightedStack> weighted(std::span<const StackOfHolder> stacks, std::size_t variant);

}  // namespace folioscope::compare
