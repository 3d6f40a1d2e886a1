// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/operation_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::query {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Pages 100 to 109, from 1,000 to 2,000 ns, by task 95.
store::OperationRow allocation() {
  return {.id = 4,
          .kind = "cma_alloc",
          .reason = "",
          .pid = 95,
          .begin = {1'000},
          .end = {2'000},
          .first_pfn = 100,
          .pages = 10};
}

store::IntervalRow interval(std::uint64_t pfn, std::uint64_t begin, std::uint64_t end,
                            std::int64_t pid) {
  return {.id = static_cast<std::int64_t>(begin),
          .pfn = pfn,
          .begin = {begin},
          .end = {end},
          .holder_class = "fault",
          .pid = pid};
}

store::FailureRow failed(std::int64_t pfn, std::uint64_t ns, std::int64_t operation) {
  return {.id = static_cast<std::int64_t>(ns),
          .time = {ns},
          .kind = "freeze",
          .pfn = pfn,
          .operation = operation};
}

TEST(OperationPages, ArePagesThatFailedOrThatOthersHad) {
  const OperationPages all =
      pages_of(allocation(), {failed(105, 1'500, 4), failed(107, 1'500, 3)},
               {interval(101, 1'200, 1'300, 7), interval(102, 1'200, 1'300, 95)},
               {interval(103, 500, 1'100, 8)});
  ASSERT_THAT(all.pages, SizeIs(3));
  EXPECT_EQ(all.pages[0].pfn, 105U) << "what failed comes first";
  EXPECT_EQ(all.pages[1].pfn, 101U);
  EXPECT_EQ(all.pages[2].pfn, 103U);
  EXPECT_THAT(all.pages[0].failures, SizeIs(1));
  EXPECT_THAT(all.pages[1].locks, SizeIs(1));
  EXPECT_THAT(all.pages[2].references, SizeIs(1));
}

TEST(OperationPages, WhatLiesOutsideOfItsTimeOrItsPagesIsNotIts) {
  const OperationPages all =
      pages_of(allocation(), {},
               {interval(101, 100, 999, 7), interval(101, 2'001, 3'000, 7),
                interval(99, 1'200, 1'300, 7), interval(110, 1'200, 1'300, 7)},
               {});
  EXPECT_THAT(all.pages, IsEmpty());
}

TEST(OperationPages, OfABatchArePagesThatItsTaskLocked) {
  store::OperationRow batch = allocation();
  batch.kind = "migrate";
  const OperationPages all =
      pages_of(batch, {},
               {interval(9'000, 1'100, 1'200, 95), interval(9'000, 1'300, 1'400, 7),
                interval(101, 1'300, 1'400, 7)},
               {});
  ASSERT_THAT(all.pages, SizeIs(1)) << "nothing says that 101 is one of them";
  EXPECT_EQ(all.pages[0].pfn, 9'000U);
  ASSERT_THAT(all.pages[0].locks, SizeIs(2));
  EXPECT_TRUE(all.own(all.pages[0].locks[0]));
  EXPECT_FALSE(all.own(all.pages[0].locks[1]));
}

TEST(OperationPages, MoreThanAPictureHoldsAreCounted) {
  store::OperationRow large = allocation();
  large.pages = 100'000;
  std::vector<store::IntervalRow> locks;
  for (std::uint64_t i = 0; i < kMostOperationPages + 7; ++i)
    locks.push_back(interval(100 + i, 1'200, 1'300, 7));
  const OperationPages all = pages_of(large, {}, locks, {});
  EXPECT_THAT(all.pages, SizeIs(kMostOperationPages));
  EXPECT_EQ(all.left_out, 7);
}

}  // namespace
}  // namespace folioscope::query
