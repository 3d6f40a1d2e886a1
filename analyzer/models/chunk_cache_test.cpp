// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/chunk_cache.h"

#include <gtest/gtest.h>

#include <memory>

namespace folioscope::models {
namespace {

query::DecodedChunk chunk_with(int events) {
  auto made = std::make_shared<query::ChunkEvents>();
  made->names = {{"cma", "a"}};
  for (int i = 0; i < events; ++i) {
    made->times.push_back(i);
    made->kinds.push_back(0);
  }
  return {query::profile_of(*made), made};
}

TEST(ChunkCache, GivesBackWhatWasPut) {
  ChunkCache cache;
  EXPECT_EQ(cache.profile({0, 0}), nullptr);
  cache.put({0, 0}, chunk_with(10));
  ASSERT_NE(cache.events({0, 0}), nullptr);
  EXPECT_EQ(cache.events({0, 0})->times.size(), 10u);
  EXPECT_EQ(cache.profile({1, 0}), nullptr);
  cache.clear();
  EXPECT_EQ(cache.profile({0, 0}), nullptr);
  EXPECT_EQ(cache.bytes(), 0u);
}

TEST(ChunkCache, KeepsToItsBound_AndDropsTheEventsOfWhatWasLookedAtLongestAgo) {
  ChunkCache cache(600'000);
  for (int seq = 0; seq < 6; ++seq) {
    cache.put({0, seq}, chunk_with(10'000));
    EXPECT_NE(cache.events({0, 0}), nullptr);  // looked at every time
  }
  for (int seq = 6; seq < 20; ++seq) cache.put({0, seq}, chunk_with(10'000));
  EXPECT_LE(cache.bytes(), 600'000u);
  EXPECT_EQ(cache.events({0, 1}), nullptr);
  EXPECT_NE(cache.profile({0, 1}), nullptr);
  EXPECT_NE(cache.events({0, 19}), nullptr);
}

TEST(ChunkCache, DropsProfilesWhenThereIsNothingElseToDrop) {
  ChunkCache cache(20'000);
  for (int seq = 0; seq < 50; ++seq) cache.put({0, seq}, chunk_with(100));
  EXPECT_LE(cache.bytes(), 20'000u);
  EXPECT_EQ(cache.profile({0, 0}), nullptr);
  EXPECT_NE(cache.profile({0, 49}), nullptr);
}

TEST(ChunkCache, AChunkThatIsPutAgainCountsOnce) {
  ChunkCache cache;
  cache.put({0, 0}, chunk_with(100));
  const std::size_t bytes = cache.bytes();
  cache.put({0, 0}, chunk_with(100));
  EXPECT_EQ(cache.bytes(), bytes);
}

}  // namespace
}  // namespace folioscope::models
