// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/cma-churn/churner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::workloads {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::uint64_t kPages = 32;
const std::vector<FrameRange> kNowhere = {{0, 0}, {0, 0}};

TEST(ParkNames, MeanWhatTheySay) {
  EXPECT_EQ(park_named("activate"), Park::Activate);
  EXPECT_EQ(park_named("deactivate"), Park::Deactivate);
  EXPECT_EQ(park_named("lru_add"), Park::LruAdd);
  EXPECT_EQ(park_named("lazyfree"), Park::LazyFree);
  EXPECT_EQ(park_named("deactivate_file"), Park::DeactivateFile);
  EXPECT_EQ(park_named("rotate"), Park::Rotate);
  EXPECT_EQ(park_named("mlock"), Park::Mlock);
  EXPECT_EQ(park_named("bh"), Park::Bh);
  EXPECT_EQ(park_named("mixed"), Park::Mixed);
  EXPECT_EQ(park_named("pin"), Park::Pin);
}

// Every way whose system calls work on any kernel and need no disk.
class ChurnerOf : public testing::TestWithParam<Park> {};

TEST_P(ChurnerOf, RefillsParksAndLetsGoAgainAndAgain) {
  auto churner = Churner::create(GetParam(), kPages, "/nowhere");
  ASSERT_TRUE(churner.ok()) << churner.fault().what;
  Random random(1);
  for (int request = 0; request < 2; ++request) {
    const auto inside = churner->refill(kNowhere);
    ASSERT_TRUE(inside.ok()) << inside.fault().what;
    EXPECT_THAT(*inside, ElementsAre(0, 0));
    for (int round = 0; round < 5; ++round) {
      const Status parked = churner->park(14, random);
      ASSERT_TRUE(parked.ok()) << parked.fault().what;
      ASSERT_TRUE(churner->let_go().ok());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, ChurnerOf,
                         testing::Values(Park::Activate, Park::Deactivate, Park::LruAdd,
                                         Park::LazyFree, Park::Mixed, Park::Pin));

TEST(Churner, ParksAllItHasWhenThatIsLessThanAsked) {
  auto churner = Churner::create(Park::Pin, 3, "/nowhere");
  ASSERT_TRUE(churner.ok());
  Random random(1);
  ASSERT_TRUE(churner->park(7, random).ok());
  EXPECT_TRUE(churner->let_go().ok());
}

TEST(Churner, OfAFileWithoutADirectoryNamesTheDiskThatIsMissing) {
  const auto churner = Churner::create(Park::Rotate, kPages, "/nowhere");
  ASSERT_FALSE(churner.ok());
  EXPECT_THAT(churner.fault().what, HasSubstr("/nowhere"));
  EXPECT_THAT(churner.fault().remedy, HasSubstr("filesystem: ext4"));
}

TEST(Churner, OfAFileDropsWhatItWroteFromTheCache) {
  auto churner = Churner::create(Park::Rotate, kPages, testing::TempDir());
  if (!churner.ok()) GTEST_SKIP() << "no file without a name can be made: " << churner.fault().what;
  Random random(1);
  ASSERT_TRUE(churner->refill(kNowhere).ok());
  EXPECT_TRUE(churner->park(7, random).ok());
  EXPECT_TRUE(churner->refill(kNowhere).ok());
}

}  // namespace
}  // namespace folioscope::workloads
