// SPDX-License-Identifier: GPL-3.0-or-later
// The kinds of planting: which processes do what with which page, and how it is moved. README.md
// says what each of them is for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "workloads/pin/memory.h"
#include "workloads/pin/plant.h"

namespace folioscope::workloads {

struct Recipe {
  std::vector<Hold> holds;
  Memory memory = Memory::Shared;
  // Whose page is moved, in a call of its own: the first holder's. Else the mover's, with others.
  bool own = false;
  bool alone = false;           // the mover's, in a call of its own
  std::size_t absent = 0;       // look-ups of absent pages before the page's
  std::uint64_t churn_us = 0;   // before the page is moved, while others have to do with it
  bool one_cpu = false;         // holders and mover share a CPU during the move
  std::uint64_t window_us = 0;  // between the page's unmapping and its move
};

// Of the `nth` page of a kind. An unknown kind is held by nobody.
Recipe recipe_of(std::string_view kind, std::size_t nth);

// All that recipe_of() knows, `none` included, separated by commas.
inline constexpr const char* kAllKinds =
    "vmsplice,direct,fault,park,two,splice,registered,remote,sleeper,entry,writeback,buffers,"
    "swapcache,ksm,fork,around,none";

bool reads_disk(const Recipe& recipe);  // throttled, to wait for
bool swaps(const Recipe& recipe);

}  // namespace folioscope::workloads
