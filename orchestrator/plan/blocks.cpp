// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/blocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>

namespace folioscope::plan {
namespace {

std::optional<int> block_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// First and last, from 1.
std::optional<std::pair<int, int>> range_of_blocks(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = block_number(text.substr(0, dash));
  const auto last = dash == text.npos ? first : block_number(text.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return std::pair(*first, *last);
}

}  // namespace

int block_count(const Plan& plan) {
  int count = 0;
  for (const Cell& cell : plan.cells) count = std::max(count, cell.block + 1);
  return count;
}

Status check_is_divisible(const spec::Spec& spec) {
  if (spec.fewest_boots > 0)
    return user_fault(
        "this experiment cannot be run in parts: its `boots: {min, max}` looks at "
        "all boots so far to tell whether more are needed",
        "give it a fixed number of boots, `boots: N`");
  if (spec.budget_ms > 0)
    return user_fault(
        "this experiment cannot be run in parts: its `budget` is about the boots of "
        "all parts together, and no part knows of the others",
        "leave out `budget`, and let the cluster limit the time of each part");
  return {};
}

Result<Blocks> parse_blocks(std::string_view text, const Plan& plan) {
  TRY_STATUS(check_is_divisible(plan.spec));
  const int count = block_count(plan);
  Blocks blocks;
  while (true) {
    const std::size_t comma = text.find(',');
    const auto range = range_of_blocks(text.substr(0, comma));
    if (!range)
      return user_fault(fmt::format("'{}' names no blocks", text.substr(0, comma)),
                        "name them as in 1-3,5");
    if (range->first < 1 || range->second > count)
      return user_fault(
          fmt::format("there is no block {}: the experiment has {}, from 1",
                      range->first < 1 ? range->first : std::max(range->first, count + 1), count),
          "folioscope plan FILE shows the blocks");
    for (int block = range->first; block <= range->second; ++block) blocks.insert(block - 1);
    if (comma == text.npos) return blocks;
    text.remove_prefix(comma + 1);
  }
}

std::string to_string(const Blocks& blocks) {
  std::string text;
  for (auto block = blocks.begin(); block != blocks.end();) {
    const int first = *block;
    int last = first;
    while (++block != blocks.end() && *block == last + 1) ++last;
    text += fmt::format("{}{}", text.empty() ? "" : ",", first + 1);
    if (last != first) text += fmt::format("-{}", last + 1);
  }
  return text;
}

Plan part_of(Plan plan, const Blocks& blocks) {
  std::erase_if(plan.cells, [&](const Cell& cell) { return !blocks.contains(cell.block); });
  return plan;
}

std::vector<Blocks> share_out(const Plan& plan, int cells) {
  std::map<int, int> cells_of;
  for (const Cell& cell : plan.cells) ++cells_of[cell.block];
  std::vector<Blocks> parts;
  int room = 0;
  for (const auto& [block, count] : cells_of) {
    if (parts.empty() || count > room) {
      parts.emplace_back();
      room = cells;
    }
    parts.back().insert(block);
    room -= count;
  }
  return parts;
}

}  // namespace folioscope::plan
