// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/migrate_tracker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/made_events.h"

namespace folioscope::derive {
namespace {

using testing::Optional;
constexpr std::int64_t kCompaction = 0, kContigRange = 6;

TEST(Migrate, SuccessRatio_OverallAndForContiguousRanges) {
  MadeEvents made;
  made.at(1, 0, 7, "mm_migrate_pages", {30, 0, kCompaction});
  made.at(2, 0, 7, "mm_migrate_pages", {7, 3, kContigRange});
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "migrate_pages_succeeded"), Optional(37));
  EXPECT_THAT(value_of(got, "migrate_pages_failed"), Optional(3));
  EXPECT_THAT(value_of(got, "migrate_success_ratio"), Optional(37.0 / 40));
  EXPECT_THAT(value_of(got, "migrate_pages_succeeded_contig_range"), Optional(7));
  EXPECT_THAT(value_of(got, "migrate_pages_failed_contig_range"), Optional(3));
  EXPECT_THAT(value_of(got, "migrate_success_ratio_contig_range"), Optional(0.7));
}

TEST(Migrate, NothingTried_GivesNoRatio) {
  const Derived got = MadeEvents().derive();
  EXPECT_THAT(value_of(got, "migrate_pages_failed"), Optional(0));
  EXPECT_EQ(value_of(got, "migrate_success_ratio"), std::nullopt);
}

TEST(Migrate, RetriesPerCmaCall_AreIncompleteCallsOfTheAllocatingTask) {
  MadeEvents made;
  made.cma_start(1, 0, 7);
  made.at(2, 0, 7, "mm_migrate_pages", {29, 3, kContigRange});  // counts
  made.at(3, 0, 7, "mm_migrate_pages", {3, 0, kContigRange});   // complete
  made.at(4, 0, 8, "mm_migrate_pages", {0, 1, kContigRange});   // another task
  made.at(5, 0, 7, "mm_migrate_pages", {0, 1, kCompaction});    // another reason
  made.cma_success(6, 0, 7);
  made.at(7, 0, 7, "mm_migrate_pages", {0, 1, kContigRange});  // after the call
  made.cma_start(8, 0, 7).cma_success(9, 0, 7);
  EXPECT_THAT(value_of(made.derive(), "cma_migrate_retries_per_call"), Optional(0.5));
}

TEST(Migrate, CountsOfAHostileGuest_DoNotWrap) {
  MadeEvents made;
  for (std::uint64_t i = 0; i < 3; ++i)
    made.at(i, 0, 7, "mm_migrate_pages", {-1, -1, kContigRange});
  const auto succeeded = value_of(made.derive(), "migrate_pages_succeeded");
  EXPECT_GT(succeeded.value_or(0), 5e19);
}

}  // namespace
}  // namespace folioscope::derive
