// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/failure_rates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

namespace folioscope::compare {
namespace {

using testing::SizeIs;

class FailureRatesOf : public ::testing::Test {
 protected:
  struct Made {
    std::int64_t latency_ns = 0;
    bool failed = false;
  };
  // Boots of variant "a" or "b" with these operations.
  void boot(std::size_t position, const std::vector<Made>& operations) {
    auto& list = lists_.emplace_back();
    for (const Made& one : operations)
      list.push_back({.failed = one.failed, .latency_ns = one.latency_ns});
    while (set_.variants.size() <= position)
      set_.variants.push_back({set_.variants.size(), set_.variants.empty() ? "a" : "b", {}});
    set_.variants[position].boots.push_back({{1}, 0, &list});
  }
  FailureRates rates() const { return failure_rates_of(set_, *find_quantity("latency"), 1); }

  std::deque<std::vector<query::Operation>> lists_;
  OperationSet set_;
};

TEST_F(FailureRatesOf, TenGroupsOfTheOperationsOfAllVariants) {
  for (const std::size_t variant : {0U, 1U}) {
    std::vector<Made> operations;
    for (int i = 1; i <= 50; ++i) operations.push_back({100 * i, variant == 1 && i > 25});
    boot(variant, operations);
  }
  const FailureRates all = rates();
  ASSERT_THAT(all.groups, SizeIs(10));
  EXPECT_EQ(all.groups[0].low, 100);
  EXPECT_EQ(all.groups[0].high, 500);
  EXPECT_EQ(all.groups[9].high, 5000);
  ASSERT_THAT(all.variants, SizeIs(2));
  for (const GroupRate& rate : all.variants[0].rates) {
    EXPECT_EQ(rate.operations, 5);
    EXPECT_EQ(rate.rate(), 0);
  }
  EXPECT_EQ(all.variants[1].rates[4].rate(), 0);
  EXPECT_EQ(all.variants[1].rates[5].rate(), 1);
}

TEST_F(FailureRatesOf, EqualValuesStayTogether) {
  std::vector<Made> operations(60);
  for (int i = 1; i <= 40; ++i) operations.push_back({i, true});
  boot(0, operations);
  const FailureRates all = rates();
  ASSERT_THAT(all.groups, SizeIs(5));  // those without, and four tenths
  EXPECT_EQ(all.groups[0].high, 0);
  EXPECT_EQ(all.variants[0].rates[0].operations, 60);
  EXPECT_EQ(all.variants[0].rates[1].operations, 10);
  EXPECT_EQ(all.variants[0].rates[4].failed, 10);
}

TEST_F(FailureRatesOf, FewOperationsHaveAGroupEach_NoneHaveNone) {
  EXPECT_THAT(rates().groups, SizeIs(0));
  boot(0, {{1, false}, {2, true}, {3, true}});
  EXPECT_THAT(rates().groups, SizeIs(3));
}

TEST_F(FailureRatesOf, AVariantThatHasNoneInAGroup_HasNoRateThere) {
  boot(0, {{1, false}, {1, true}});
  boot(1, {{2, true}});
  const FailureRates all = rates();
  ASSERT_THAT(all.groups, SizeIs(2));
  EXPECT_EQ(all.variants[0].rates[1].rate(), std::nullopt);
  EXPECT_EQ(all.variants[1].rates[1].rate(), 1);
}

TEST_F(FailureRatesOf, BootsGiveTheInterval) {
  for (int i = 0; i < 4; ++i) boot(0, {{1, i % 2 == 0}, {1, false}});
  const FailureRates all = rates();
  const auto& interval = all.variants[0].rates[0].interval;
  ASSERT_TRUE(interval);
  EXPECT_EQ(all.variants[0].rates[0].rate(), 0.25);
  EXPECT_TRUE(interval->contains(0.25));
  EXPECT_LE(interval->high, 0.5);
}

}  // namespace
}  // namespace folioscope::compare
