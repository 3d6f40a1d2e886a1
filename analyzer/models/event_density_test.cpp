// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event_density.h"

#include <gtest/gtest.h>

#include <memory>
#include <numeric>

namespace folioscope::models {
namespace {

// One CPU with a chunk of a thousand events, one every 10 ns from 1,000 on, and one of two.
class EventDensity : public testing::Test {
 protected:
  EventDensity() {
    for (int i = 0; i < 1'000; ++i) {
      first_->times.push_back(1'000 + 10 * i);
      first_->kinds.push_back(static_cast<std::uint8_t>(i % 2));
    }
    first_->names = {{"cma", "a"}, {"cma", "b"}};
    second_->times = {20'000, 50'000};
    second_->kinds = {0, 0};
    second_->names = {{"page_lock", "c"}};
    second_->losses = {{0, 20'000}};
    cpu_.chunks = {{.cpu = 0, .seq = 0, .events = 1'000, .first_ns = 1'000, .last_ns = 10'990},
                   {.cpu = 0, .seq = 1, .events = 2, .first_ns = 20'000, .last_ns = 50'000}};
  }
  void know(std::int64_t seq, bool events) {
    const auto& chunk = seq == 0 ? first_ : second_;
    cache_.put({0, seq}, {query::profile_of(*chunk), events ? chunk : nullptr});
  }
  static double sum(const Density& density) {
    return std::accumulate(density.events.begin(), density.events.end(), 0.0);
  }

  std::shared_ptr<query::ChunkEvents> first_ = std::make_shared<query::ChunkEvents>();
  std::shared_ptr<query::ChunkEvents> second_ = std::make_shared<query::ChunkEvents>();
  query::CpuOutline cpu_;
  ChunkCache cache_;
};

TEST_F(EventDensity, LosesNoEvent_WhateverIsKnownOfTheChunks) {
  for (const Detail detail : {Detail::Summary, Detail::Profile, Detail::Events}) {
    if (detail != Detail::Summary)
      for (const int seq : {0, 1}) know(seq, detail == Detail::Events);
    for (const std::size_t columns : {1u, 7u, 100u, 3'000u}) {
      const Density density = density_of(cpu_, cache_, {0, 60'000}, columns);
      EXPECT_NEAR(sum(density), 1'002, 1e-6);
      EXPECT_NEAR(density.total, 1'002, 1e-6);
      EXPECT_EQ(density.worst, detail);
    }
  }
}

TEST_F(EventDensity, CountsWhatIsInAColumn) {
  know(0, true);
  know(1, true);
  const Density density = density_of(cpu_, cache_, {1'000, 11'000}, 100);
  for (const double events : density.events) EXPECT_EQ(events, 10);
  EXPECT_EQ(density.most, 10);
  EXPECT_EQ(density.systems[50], "cma");
  EXPECT_EQ(density_of(cpu_, cache_, {1'000, 11'000}, 0).total, 0);
}

TEST_F(EventDensity, GuessesEvenlyOfAChunkThatIsNotRead) {
  const Density density = density_of(cpu_, cache_, {1'000, 11'000}, 10);
  for (const double events : density.events) EXPECT_NEAR(events, 100, 1);
  EXPECT_EQ(density.systems[5], "");
}

TEST_F(EventDensity, AWideChunkNeedsItsEvents_ANarrowOneItsProfile) {
  EXPECT_EQ(needed_detail(cpu_.chunks[1], 1.0), Detail::Events);
  EXPECT_EQ(needed_detail(cpu_.chunks[1], 1'000.0), Detail::Profile);
}

TEST_F(EventDensity, TicksAreTheEventsOfTheStretch) {
  know(0, true);
  const auto ticks = ticks_of(cpu_, cache_, {1'005, 1'030}, 10);
  ASSERT_EQ(ticks.size(), 3u);
  EXPECT_EQ(ticks[0].ns, 1'010);
  EXPECT_EQ(ticks[0].name->name, "b");
  EXPECT_EQ(ticks_of(cpu_, cache_, {0, 60'000}, 10).size(), 10u);
}

TEST_F(EventDensity, NextAndLastEventsAreFound_AlsoOfChunksThatAreNotRead) {
  know(0, true);
  EXPECT_EQ(event_after(cpu_, cache_, 0), 1'000);
  EXPECT_EQ(event_after(cpu_, cache_, 1'000), 1'010);
  EXPECT_EQ(event_after(cpu_, cache_, 10'990), 20'000);
  EXPECT_EQ(event_after(cpu_, cache_, 20'000), 50'000);
  EXPECT_EQ(event_after(cpu_, cache_, 50'000), std::nullopt);
  EXPECT_EQ(event_before(cpu_, cache_, 60'000), 50'000);
  EXPECT_EQ(event_before(cpu_, cache_, 20'000), 10'990);
  EXPECT_EQ(event_before(cpu_, cache_, 1'010), 1'000);
  EXPECT_EQ(event_before(cpu_, cache_, 1'000), std::nullopt);
}

TEST_F(EventDensity, ALossAtTheBeginOfAChunkBeganWithTheOneBefore) {
  know(1, true);
  EXPECT_EQ(losses_of(cpu_, cache_, {0, 60'000}), (std::vector<query::TimeSpan>{{10'990, 20'000}}));
  EXPECT_TRUE(losses_of(cpu_, cache_, {30'000, 60'000}).empty());
}

}  // namespace
}  // namespace folioscope::models
