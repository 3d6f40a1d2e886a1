// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pin/recipe.h"

#include <algorithm>
#include <utility>

namespace folioscope::workloads {
namespace {

// move_pages(2) drains the batches before its first page and isolates page after page. A parker has
// the time between to park again: these many look-ups take about 5 ms in an emulated guest.
constexpr std::size_t kAbsentBeforeParked = 1000;

// Time enough, in an emulated guest, for a process that pauses 100 us to run into the page's lock.
constexpr std::uint64_t kWindowUs = 3000;

// Long enough for more than the 16 changes of a page that the guest remembers, on a busy host too.
constexpr std::uint64_t kChurnUs = 30'000;

}  // namespace

Recipe recipe_of(std::string_view kind, std::size_t nth) {
  Recipe recipe;
  const auto own = [&](Memory memory, Hold hold) {
    recipe.holds = {hold};
    recipe.memory = memory;
    recipe.own = true;
  };
  const auto alone = [&](std::vector<Hold> holds, std::uint64_t window_us) {
    recipe.holds = std::move(holds);
    recipe.alone = true;
    recipe.window_us = window_us;
  };
  if (kind == "vmsplice") recipe.holds = {Hold::Vmsplice};
  if (kind == "direct") recipe.holds = {Hold::Direct};
  if (kind == "fault") recipe.holds = {Hold::Fault};
  if (kind == "two") recipe.holds = {Hold::Vmsplice, nth % 2 == 0 ? Hold::Vmsplice : Hold::Fault};
  if (kind == "splice") recipe.holds = {Hold::Splice};
  if (kind == "registered") recipe.holds = {Hold::Registered};
  if (kind == "remote") recipe.holds = {Hold::Remote};
  if (kind == "park") {
    own(Memory::Shared, Hold::Park);
    recipe.absent = kAbsentBeforeParked;
  }
  if (kind == "sleeper") alone({Hold::Sleeper}, kWindowUs);
  if (kind == "entry") {
    alone({Hold::Vmsplice, Hold::Toucher, Hold::Toucher}, kWindowUs);
    recipe.one_cpu = true;
  }
  if (kind == "around") {
    alone({Hold::Vmsplice, Hold::Neighbour, Hold::Neighbour}, 0);
    recipe.churn_us = kChurnUs;
  }
  if (kind == "writeback") own(Memory::Disk, Hold::Writeback);
  if (kind == "buffers") own(Memory::Disk, Hold::Vmsplice);
  if (kind == "swapcache") own(Memory::Swapped, Hold::Vmsplice);
  if (kind == "ksm") own(Memory::Merged, Hold::Vmsplice);
  if (kind == "fork") own(Memory::Forked, Hold::Vmsplice);
  return recipe;
}

bool reads_disk(const Recipe& recipe) {
  return std::ranges::any_of(recipe.holds, [](Hold hold) {
    return hold == Hold::Direct || hold == Hold::Fault || hold == Hold::Remote;
  });
}

bool swaps(const Recipe& recipe) { return recipe.memory == Memory::Swapped; }

}  // namespace folioscope::workloads
