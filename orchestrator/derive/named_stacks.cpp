// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/named_stacks.h"

#include <fmt/format.h>

#include <string>

namespace folioscope::derive {

NamedStacks::NamedStacks(const StackTable& table, const Symbols* symbols) {
  for (const auto& [id, place] : table.all()) {
    std::string frames;
    for (const std::uint64_t offset : table.frames(id)) {
      const std::string_view name = symbols == nullptr ? "" : symbols->function(offset);
      if (!frames.empty()) frames += ';';
      frames += name.empty() ? fmt::format("{:#x}", offset) : std::string(name);
    }
    classify(id, frames);
    rows_.push_back({id, std::move(frames)});
  }
}

NamedStacks::NamedStacks(std::vector<store::StackRow> rows) : rows_(std::move(rows)) {
  for (const store::StackRow& row : rows_) classify(row.id, row.frames);
}

void NamedStacks::classify(std::int64_t id, std::string_view frames) {
  std::vector<std::string_view> names;
  while (!frames.empty()) {
    const std::size_t end = frames.find(';');
    names.push_back(frames.substr(0, end));
    if (names.back().starts_with("0x")) ++nameless_;
    frames.remove_prefix(end == std::string_view::npos ? frames.size() : end + 1);
  }
  classes_[static_cast<std::uint64_t>(id)] = {lock_class_of(names), holder_class_of(names)};
}

const NamedStacks::Classes* NamedStacks::find(std::uint64_t id) const {
  const auto found = classes_.find(id);
  return found == classes_.end() ? nullptr : &found->second;
}

LockClass NamedStacks::lock_class(std::uint64_t id) const {
  const Classes* classes = find(id);
  return classes == nullptr ? LockClass::Other : classes->lock;
}

HolderClass NamedStacks::holder_class(std::uint64_t id) const {
  const Classes* classes = find(id);
  return classes == nullptr ? HolderClass::Unknown : classes->holder;
}

}  // namespace folioscope::derive
