// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/stack_table.h"

#include "base/limits.h"
#include "derive/text_walk.h"

namespace folioscope::derive {

StackTable StackTable::parse(std::string_view text) {
  StackTable table;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (!line.empty() && !table.add(line)) ++table.refused_;
  }
  return table;
}

bool StackTable::add(std::string_view line) {
  const auto id = number<std::uint32_t>(take_word(line));
  if (!id || *id == 0 || by_id_.size() >= limits::kStacks) return false;
  const std::size_t first = offsets_.size();
  bool good = true;
  for (auto word = take_word(line); !word.empty() && good; word = take_word(line)) {
    const auto offset = number<std::uint64_t>(word, 16);
    good = offset.has_value() && offsets_.size() - first < limits::kStackFrames;
    if (good) offsets_.push_back(*offset);
  }
  const auto frames = static_cast<std::uint32_t>(offsets_.size() - first);
  if (good && frames > 0 &&
      by_id_.try_emplace(*id, static_cast<std::uint32_t>(first), frames).second)
    return true;
  offsets_.resize(first);
  return false;
}

std::span<const std::uint64_t> StackTable::frames(std::int64_t id) const {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return {};
  return std::span(offsets_).subspan(found->second.first, found->second.second);
}

}  // namespace folioscope::derive
