// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/scatter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace folioscope::compare {
namespace {

using testing::SizeIs;

class DotsOf : public ::testing::Test {
 protected:
  Dots dots(DotIs dot) const {
    const OperationSet set{
        "smp8", "cma-churn", "cma_alloc", {{0, "stock", {{{1}, 0, &first_}, {{2}, 1, &second_}}}}};
    return dots_of(set, *find_quantity("latency"), *find_quantity("failed"), dot);
  }

  std::vector<query::Operation> first_{{.id = 1, .latency_ns = 100},
                                       {.id = 2, .failed = true, .latency_ns = 300}},
      second_{{.id = 1, .latency_ns = 50}};
};

TEST_F(DotsOf, OperationsStandAtTheirValues) {
  const Dots all = dots(DotIs::Operation);
  ASSERT_THAT(all.dots, SizeIs(3));
  EXPECT_EQ(all.all, 3);
  EXPECT_EQ(all.dots[1].operation->id, 2);
  EXPECT_EQ(all.dots[1].x, 300);
  EXPECT_EQ(all.dots[1].y, 1);
  EXPECT_EQ(all.dots[1].failed, 1);
  EXPECT_EQ(all.dots[2].cell, CellId{2});
}

TEST_F(DotsOf, BootsStandAtTheMeansOfTheirOperations) {
  const Dots all = dots(DotIs::Boot);
  ASSERT_THAT(all.dots, SizeIs(2));
  EXPECT_EQ(all.dots[0].x, 200);
  EXPECT_EQ(all.dots[0].y, 0.5);
  EXPECT_EQ(all.dots[0].operations, 2);
  EXPECT_FALSE(all.dots[0].operation);
}

TEST_F(DotsOf, MoreThanAPictureHoldsAreThinnedEvenly) {
  first_.assign(static_cast<std::size_t>(kMostDots), {.latency_ns = 1});
  second_.assign(static_cast<std::size_t>(kMostDots), {.latency_ns = 2});
  const Dots all = dots(DotIs::Operation);
  EXPECT_EQ(all.all, 2 * kMostDots);
  EXPECT_THAT(all.dots, SizeIs(static_cast<std::size_t>(kMostDots)));
  EXPECT_EQ(std::ranges::count(all.dots, 1.0, &Dot::x), kMostDots / 2);
}

}  // namespace
}  // namespace folioscope::compare
