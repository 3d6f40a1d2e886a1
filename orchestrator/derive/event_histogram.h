// SPDX-License-Identifier: GPL-3.0-or-later
// The text of an event's file `hist`, as the guest's kernel prints it, as values. The text comes
// from the guest: what is not understood is counted and left out, what is beyond a bound too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace folioscope::derive {

struct EventHistogram {
  struct Entry {
    std::string key;                  // "pfn: 1234", as printed; empty when the stack is all of it
    std::vector<std::string> frames;  // innermost first, functions without offsets
    std::int64_t hits = 0;
    std::vector<std::pair<std::string, std::int64_t>> values;  // field, sum
  };

  std::string trigger;         // what was asked for, in the kernel's words
  std::vector<Entry> entries;  // most hits first
  // The kernel's own totals. `dropped` are hits that found no room.
  std::int64_t hits = 0, dropped = 0;
  bool complete = false;  // the totals, which come last, were there: the text was not cut
  std::int64_t refused_lines = 0;

  static EventHistogram parse(std::string_view text);
};

}  // namespace folioscope::derive
