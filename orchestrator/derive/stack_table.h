// SPDX-License-Identifier: GPL-3.0-or-later
// The guest's file mmtrace/stacks as values: one line per stack, "ID OFFSET OFFSET ...", innermost
// first; the ID decimal, the offsets (of return addresses, from _stext) hexadecimal. The text comes
// from the guest: whatever is not such a line is counted and left out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace folioscope::derive {

class StackTable {
 public:
  static StackTable parse(std::string_view text);

  // Empty for 0 and for an ID the file does not have.
  std::span<const std::uint64_t> frames(std::int64_t id) const;
  // Each ID once, rising.
  const std::map<std::int64_t, std::pair<std::uint32_t, std::uint32_t>>& all() const {
    return by_id_;
  }
  // Lines that are no stack, repeat an ID, or are over a bound.
  std::int64_t refused_lines() const { return refused_; }

 private:
  bool add(std::string_view line);

  std::map<std::int64_t, std::pair<std::uint32_t, std::uint32_t>> by_id_;  // first frame, count
  std::vector<std::uint64_t> offsets_;
  std::int64_t refused_ = 0;
};

}  // namespace folioscope::derive
