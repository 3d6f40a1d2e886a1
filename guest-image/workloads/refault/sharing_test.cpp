// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/refault/sharing.h"

#include <gtest/gtest.h>

#include <vector>

namespace folioscope::workloads {
namespace {

using Shares = std::vector<std::uint64_t>;

TEST(Sharing, AnEvenOneIsOne) {
  EXPECT_DOUBLE_EQ(jain_index(Shares{7, 7, 7}), 1);
  EXPECT_DOUBLE_EQ(smallest_share(Shares{7, 7, 7}), 1);
}

TEST(Sharing, OneWhoTakesAllLeavesTheIndexOneInN) {
  EXPECT_DOUBLE_EQ(jain_index(Shares{0, 12, 0, 0}), 0.25);
  EXPECT_DOUBLE_EQ(smallest_share(Shares{0, 12, 0, 0}), 0);
}

TEST(Sharing, HalfOfAnEvenShareIsAHalf) {
  EXPECT_DOUBLE_EQ(smallest_share(Shares{1, 3}), 0.5);
  EXPECT_DOUBLE_EQ(jain_index(Shares{1, 3}), 0.8);
}

TEST(Sharing, NothingIsSharedEvenly) {
  EXPECT_DOUBLE_EQ(jain_index(Shares{0, 0}), 1);
  EXPECT_DOUBLE_EQ(smallest_share(Shares{}), 1);
}

}  // namespace
}  // namespace folioscope::workloads
