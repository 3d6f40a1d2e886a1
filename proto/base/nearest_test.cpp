// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/nearest.h"

#include <gtest/gtest.h>

#include <vector>

namespace folioscope {
namespace {

const std::vector<std::string> kKnown = {"count", "mapcount", "pfn"};

TEST(Nearest, IsWhatATypingMistakeMeans) {
  EXPECT_EQ(nearest("pnf", kKnown), "pfn");           // swapped
  EXPECT_EQ(nearest("mapcont", kKnown), "mapcount");  // left out
  EXPECT_EQ(nearest("countt", kKnown), "count");
}

TEST(Nearest, AnotherWordIsNoMistake) {
  EXPECT_EQ(nearest("workload", kKnown), std::nullopt);
  EXPECT_EQ(nearest("pfn", {}), std::nullopt);
  EXPECT_EQ(nearest(std::string(10'000, 'p'), kKnown), std::nullopt);
}

}  // namespace
}  // namespace folioscope
