// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pin/recipe.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace folioscope::workloads {
namespace {

TEST(Recipe, EveryKindButTheControlHasSomebodyWhoHoldsForSure) {
  std::istringstream kinds(kAllKinds);
  std::size_t count = 0;
  for (std::string kind; std::getline(kinds, kind, ',');) {
    for (const std::size_t nth : {0u, 1u}) {
      const Recipe recipe = recipe_of(kind, nth);
      bool holds = false;
      for (const Hold hold : recipe.holds) holds |= holds_for_sure(hold);
      EXPECT_EQ(holds, kind != "none") << kind;
    }
    ++count;
  }
  EXPECT_EQ(count, 17u);
}

TEST(Recipe, APageOfAProcessIsMovedThere) {
  for (const char* kind : {"park", "writeback", "buffers", "swapcache", "ksm", "fork"})
    EXPECT_TRUE(recipe_of(kind, 0).own) << kind;
  for (const char* kind : {"vmsplice", "sleeper", "entry", "around"})
    EXPECT_FALSE(recipe_of(kind, 0).own) << kind;
}

TEST(Recipe, WhoSleepsAtALockNeedsAWindow) {
  EXPECT_GT(recipe_of("sleeper", 0).window_us, 0u);
  EXPECT_GT(recipe_of("entry", 0).window_us, 0u);
  EXPECT_EQ(recipe_of("around", 0).window_us, 0u);
}

TEST(Recipe, SaysWhichDisksItNeeds) {
  EXPECT_TRUE(reads_disk(recipe_of("two", 1)));
  EXPECT_FALSE(reads_disk(recipe_of("two", 0)));
  EXPECT_TRUE(reads_disk(recipe_of("remote", 0)));
  EXPECT_TRUE(swaps(recipe_of("swapcache", 0)));
  EXPECT_FALSE(swaps(recipe_of("buffers", 0)));
}

}  // namespace
}  // namespace folioscope::workloads
