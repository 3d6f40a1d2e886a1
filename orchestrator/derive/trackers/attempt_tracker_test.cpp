// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/attempt_tracker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/made_events.h"

namespace folioscope::derive {
namespace {

using testing::Optional;
constexpr std::int64_t kCompaction = 0, kContigRange = 6;
constexpr std::int64_t kAgain = -11, kBusy = -16;

// pass, reason, rc, stage
TEST(Attempts, WhatASuccessCost) {
  MadeEvents made;
  made.at(1, 0, 7, "migrate_attempt", {0, kCompaction, kAgain, 0});  // could not be locked
  made.at(2, 0, 7, "migrate_attempt", {1, kCompaction, kAgain, 1});  // unmapped in vain
  made.at(3, 0, 7, "migrate_attempt", {2, kCompaction, 0, 1});
  made.at(4, 0, 7, "migrate_attempt", {0, kCompaction, 0, 1});
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "migrate_attempts"), Optional(4));
  EXPECT_THAT(value_of(got, "migrate_attempts_failed"), Optional(2));
  EXPECT_THAT(value_of(got, "migrate_attempts_per_success"), Optional(2));
  EXPECT_THAT(value_of(got, "migrate_unmaps_per_success"), Optional(1.5));
}

TEST(Attempts, ForcedFailuresAreThoseOfAContiguousRangeFromTheFourthPassOn) {
  MadeEvents made;
  made.cma_start(1, 0, 7);
  made.at(2, 0, 7, "migrate_attempt", {2, kContigRange, kAgain, 1});  // not forced yet
  made.at(3, 0, 7, "migrate_attempt", {3, kContigRange, kAgain, 1});
  made.at(4, 0, 7, "migrate_attempt", {9, kContigRange, kAgain, 1});
  made.at(5, 0, 7, "migrate_attempt", {9, kCompaction, kAgain, 1});
  made.at(6, 0, 8, "migrate_attempt", {9, kContigRange, kAgain, 1});  // another task
  made.cma_success(7, 0, 7);
  made.cma_start(8, 0, 7);
  made.cma_success(9, 0, 7);
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "migrate_forced_failures"), Optional(3));
  EXPECT_THAT(value_of(got, "cma_forced_failures_per_call"), Optional(1));
}

TEST(Attempts, NoSuccessGivesNoRatio) {
  MadeEvents made;
  made.at(1, 0, 7, "migrate_attempt", {0, kCompaction, kAgain, 0});
  EXPECT_EQ(value_of(made.derive(), "migrate_attempts_per_success"), std::nullopt);
}

TEST(Attempts, RangesAndAllocationsAreCountedByHowTheyEnded) {
  MadeEvents made;
  made.at(1, 0, 7, "contig_result", {0});
  made.at(2, 0, 7, "contig_result", {kBusy});
  for (const std::int64_t error : {0, -16, -16, -12, -22}) made.at(3, 0, 7, "cma_result", {error});
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "contig_ranges"), Optional(2));
  EXPECT_THAT(value_of(got, "contig_ranges_failed"), Optional(1));
  EXPECT_THAT(value_of(got, "cma_failed_busy"), Optional(2));
  EXPECT_THAT(value_of(got, "cma_failed_no_memory"), Optional(1));
  EXPECT_THAT(value_of(got, "cma_failed_otherwise"), Optional(1));
}

}  // namespace
}  // namespace folioscope::derive
