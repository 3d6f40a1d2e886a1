// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/merge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <tuple>

namespace folioscope::trace {
namespace {

struct Item {
  GuestTime time;
  std::size_t lane = 0;
  int order = 0;  // on its lane
  bool operator==(const Item&) const = default;
};

struct Lane {
  std::vector<std::vector<Item>> batches;
  std::size_t fault_at = std::numeric_limits<std::size_t>::max();
  std::size_t taken = 0;
  const Item* next = nullptr;
  const Item* end = nullptr;

  Result<bool> refill() {
    if (taken == fault_at) return host_fault("the disk is gone");
    if (taken == batches.size()) return false;
    const auto& batch = batches[taken++];
    next = batch.data();
    end = next + batch.size();
    return true;
  }
};

std::vector<Item> merged(std::vector<Lane> lanes) {
  std::vector<Item> items;
  EXPECT_TRUE(merge_by_time(lanes, [&](const Item& item) { items.push_back(item); }).ok());
  return items;
}

TEST(Merge, AgreesWithASortOverRandomLanesAndBatches) {
  std::mt19937 random(11);
  for (int round = 0; round < 500; ++round) {
    std::vector<Lane> lanes(random() % 9);
    std::vector<Item> expected;
    for (std::size_t i = 0; i < lanes.size(); ++i) {
      std::uint64_t now = random() % 4;
      int order = 0;
      for (std::size_t batch = random() % 5; batch > 0; --batch) {
        lanes[i].batches.emplace_back();
        for (std::size_t n = 1 + random() % 6; n > 0; --n) {
          lanes[i].batches.back().push_back({{now += random() % 3}, i, order++});
          expected.push_back(lanes[i].batches.back().back());
        }
      }
    }
    std::ranges::stable_sort(expected, {},
                             [](const Item& one) { return std::tuple(one.time, one.lane); });
    ASSERT_EQ(merged(lanes), expected) << "round " << round;
  }
}

TEST(Merge, TheLargestAndTheSmallestTimesAreInOrderToo) {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  std::vector<Lane> lanes(2);
  lanes[0].batches = {{{{0}, 0, 0}, {{kMost}, 0, 1}}};
  lanes[1].batches = {{{{0}, 1, 0}, {{kMost}, 1, 1}}};
  EXPECT_EQ(merged(lanes),
            (std::vector<Item>{{{0}, 0, 0}, {{0}, 1, 0}, {{kMost}, 0, 1}, {{kMost}, 1, 1}}));
}

TEST(Merge, ALaneThatRunsBackwardsKeepsItsOwnOrder) {
  std::vector<Lane> lanes(2);
  lanes[0].batches = {{{{10}, 0, 0}, {{5}, 0, 1}}, {{{3}, 0, 2}, {{30}, 0, 3}}};
  lanes[1].batches = {{{{7}, 1, 0}, {{20}, 1, 1}}};
  EXPECT_EQ(merged(lanes),
            (std::vector<Item>{
                {{7}, 1, 0}, {{10}, 0, 0}, {{5}, 0, 1}, {{3}, 0, 2}, {{20}, 1, 1}, {{30}, 0, 3}}));
}

TEST(Merge, AFaultOfALaneEndsTheWalk) {
  std::vector<Lane> lanes(2);
  lanes[0].batches = {{{{1}, 0, 0}}};
  lanes[0].fault_at = 1;
  lanes[1].batches = {{{{2}, 1, 0}}};
  int visited = 0;
  const Status status = merge_by_time(lanes, [&](const Item&) { ++visited; });
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.fault().what, "the disk is gone");
  EXPECT_EQ(visited, 1);
}

}  // namespace
}  // namespace folioscope::trace
