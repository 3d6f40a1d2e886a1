// SPDX-License-Identifier: GPL-3.0-or-later
// The stacks of one boot with names and classes, by the IDs that its events carry.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "derive/holders/holder_class.h"
#include "derive/stack_table.h"
#include "derive/symbols.h"
#include "store/records.h"

namespace folioscope::derive {

class NamedStacks {
 public:
  NamedStacks() = default;
  // Without symbols, and where they do not reach, a frame is its offset: "0x1a2b".
  NamedStacks(const StackTable& table, const Symbols* symbols);
  // As the store gives them back.
  explicit NamedStacks(std::vector<store::StackRow> rows);

  // Other and Unknown for a stack that is not there.
  LockClass lock_class(std::uint64_t id) const;
  HolderClass holder_class(std::uint64_t id) const;

  const std::vector<store::StackRow>& rows() const { return rows_; }
  std::int64_t frames_without_name() const { return nameless_; }

 private:
  struct Classes {
    LockClass lock = LockClass::Other;
    HolderClass holder = HolderClass::Unknown;
  };
  void classify(std::int64_t id, std::string_view frames);
  const Classes* find(std::uint64_t id) const;

  std::vector<store::StackRow> rows_;
  std::unordered_map<std::uint64_t, Classes> classes_;
  std::int64_t nameless_ = 0;
};

}  // namespace folioscope::derive
