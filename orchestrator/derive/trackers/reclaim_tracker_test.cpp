// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/reclaim_tracker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/made_events.h"

namespace folioscope::derive {
namespace {

using testing::Optional;

constexpr const char* kScan = "mm_vmscan_lru_shrink_inactive";
constexpr const char* kBegin = "mm_vmscan_direct_reclaim_begin";
constexpr const char* kEnd = "mm_vmscan_direct_reclaim_end";

TEST(Reclaim, ScansOfTheInactiveListsAreSummedUp) {
  MadeEvents made;
  made.at(1, 0, 7, kScan, {32, 8, 20, 1, 3});
  made.at(2, 1, 8, kScan, {32, 24, 8, 0, 0});
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "reclaim_scanned"), Optional(64));
  EXPECT_THAT(value_of(got, "reclaim_reclaimed"), Optional(32));
  EXPECT_THAT(value_of(got, "reclaim_ref_keep"), Optional(28));
  EXPECT_THAT(value_of(got, "reclaim_activated"), Optional(4));
  EXPECT_THAT(value_of(got, "reclaim_scanned_per_reclaimed"), Optional(2));
}

TEST(Reclaim, NothingReclaimed_GivesNoRatio) {
  MadeEvents made;
  made.at(1, 0, 7, kScan, {32, 0, 32, 0, 0});
  EXPECT_EQ(value_of(made.derive(), "reclaim_scanned_per_reclaimed"), std::nullopt);
}

TEST(Reclaim, DirectReclaimIsTimedByTask_AcrossCpus) {
  MadeEvents made;
  made.at(1'000'000, 0, 7, kBegin, {0}).at(2'000'000, 0, 8, kBegin, {0});
  made.at(3'000'000, 1, 7, kEnd, {32}).at(6'000'000, 1, 8, kEnd, {32});
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "direct_reclaims"), Optional(2));
  EXPECT_THAT(value_of(got, "direct_reclaim_total"), Optional(6.0));
  EXPECT_THAT(value_of(got, "direct_reclaim_p50"), Optional(2.0));
  EXPECT_THAT(value_of(got, "direct_reclaim_max"), Optional(4.0));
  EXPECT_EQ(anomaly_of(got, "direct_reclaim_without_partner"), 0);
}

TEST(Reclaim, BeginOrEndAlone_IsAnAnomalyAndNoSample) {
  MadeEvents made;
  made.at(1, 0, 7, kEnd, {32});
  made.at(2, 0, 8, kBegin, {0}).at(3, 0, 8, kBegin, {0});
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "direct_reclaims"), Optional(0));
  EXPECT_EQ(value_of(got, "direct_reclaim_p50"), std::nullopt);
  EXPECT_EQ(anomaly_of(got, "direct_reclaim_without_partner"), 3);
}

}  // namespace
}  // namespace folioscope::derive
