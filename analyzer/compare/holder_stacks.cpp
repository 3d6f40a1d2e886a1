// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/holder_stacks.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "query/stack_chain.h"

namespace folioscope::compare {
namespace {

// By cell: the variant's place in the comparison.
std::map<CellId, std::size_t> variants_of_cells(const query::Comparison& comparison,
                                                const query::Condition& condition) {
  std::set<CellId> looked;
  for (const query::BootHolders& boot : comparison.holders.boots) looked.insert(boot.cell);
  std::map<CellId, std::size_t> variants;
  for (const query::Cell& cell : comparison.cells) {
    if (cell.row.machine != condition.machine || cell.row.workload != condition.workload ||
        !looked.contains(cell.row.id))
      continue;
    for (std::size_t i = 0; i < comparison.variants.size(); ++i)
      if (comparison.variants[i].row.name == cell.row.variant) variants[cell.row.id] = i;
  }
  return variants;
}

std::int64_t sum_of(const StackOfHolder& stack) {
  std::int64_t sum = 0;
  for (const std::int64_t failures : stack.failures) sum += failures;
  return sum;
}

}  // namespace

std::vector<CellId> holder_cells(const query::Comparison& comparison,
                                 const query::Condition& condition) {
  std::vector<CellId> cells;
  for (const auto& [cell, variant] : variants_of_cells(comparison, condition))
    cells.push_back(cell);
  return cells;
}

std::vector<StackOfHolder> stacks_by_variant(const query::Comparison& comparison,
                                             const query::Condition& condition,
                                             std::span<const query::HolderStack> stacks) {
  const auto variants = variants_of_cells(comparison, condition);
  std::vector<double> boots(comparison.variants.size());
  for (const auto& [cell, variant] : variants) ++boots[variant];
  std::map<std::pair<std::string, std::string>, StackOfHolder> all;
  for (const query::HolderStack& one : stacks) {
    const auto variant = variants.find(one.cell);
    if (variant == variants.end()) continue;
    StackOfHolder& stack = all[{one.holder_class, one.frames}];
    stack.failures.resize(boots.size());
    stack.failures[variant->second] += one.failures;
  }
  std::vector<StackOfHolder> result;
  for (auto& [key, stack] : all) {
    stack.holder_class = key.first;
    stack.frames = key.second;
    stack.chain = query::stack_chain(key.second);
    for (std::size_t i = 0; i < boots.size(); ++i)
      stack.per_boot.push_back(boots[i] > 0 ? static_cast<double>(stack.failures[i]) / boots[i]
                                            : 0);
    result.push_back(std::move(stack));
  }
  std::ranges::stable_sort(result, std::greater(), sum_of);
  return result;
}

std::vector<WeightedStack> weighted(std::span<const StackOfHolder> stacks, std::size_t variant) {
  std::vector<WeightedStack> weights;
  for (const StackOfHolder& stack : stacks)
    if (variant < stack.per_boot.size() &&
        (stack.per_boot[variant] > 0 || stack.per_boot.front() > 0))
      weights.push_back(
          {stack.frames, stack.holder_class, stack.per_boot[variant], stack.per_boot.front()});
  return weights;
}

}  // namespace folioscope::compare
