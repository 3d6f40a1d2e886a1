// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/page_ref_tracker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/made_events.h"

namespace folioscope::derive {
namespace {

using testing::Optional;

TEST(PageRef, EveryEventCounts_OnlyFailedFreezesAreFailures) {
  MadeEvents made;
  made.at(1, 0, 7, "page_ref_mod", {77, 1});
  made.at(2, 0, 7, "page_ref_freeze", {77, 0, 2, 1});
  made.failed_freeze(3, 0, 7, 3, 2);
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "page_ref_events"), Optional(3));
  EXPECT_THAT(value_of(got, "freeze_failures"), Optional(1));
}

// 7.3 asks this of every folio that it takes out of a batch.
TEST(PageRef, WhetherAFolioIsDead_IsNoFailure) {
  MadeEvents made;
  made.cma_start(1, 0, 7);
  made.failed_freeze(2, 0, 7, 3, 1).failed_freeze(3, 0, 7, 3, 2);
  made.cma_success(4, 0, 7);
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "freeze_dead_checks"), Optional(1));
  EXPECT_THAT(value_of(got, "freeze_failures"), Optional(1));
  EXPECT_THAT(value_of(got, "freeze_failures_per_cma_call"), Optional(1));
}

TEST(PageRef, ExtraReferences_AreCountMinusVal) {
  MadeEvents made;
  made.failed_freeze(1, 0, 7, 3, 2).failed_freeze(2, 0, 7, 3, 2).failed_freeze(3, 0, 7, 9, 2);
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "freeze_extra_references_mean"), Optional(3));
  EXPECT_THAT(value_of(got, "freeze_extra_references_max"), Optional(7));
  ASSERT_EQ(got.distributions.size(), 2u);
  EXPECT_EQ(got.distributions[0],
            (store::DistributionRow{"freeze_extra_references", 1, 2, 2, "references"}));
  EXPECT_EQ(got.distributions[1],
            (store::DistributionRow{"freeze_extra_references", 4, 8, 1, "references"}));
}

TEST(PageRef, HolderGoneWhenTheCountWasRead_IsAFailureWithoutTheirNumber) {
  MadeEvents made;
  made.failed_freeze(1, 0, 7, 2, 2).failed_freeze(2, 0, 7, 4, 2);
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "freeze_failures"), Optional(2));
  EXPECT_THAT(value_of(got, "freeze_failures_gone_when_read"), Optional(1));
  EXPECT_THAT(value_of(got, "freeze_extra_references_mean"), Optional(2));
}

TEST(PageRef, FailuresPerCmaCall_AreThoseOfTheAllocatingTaskDuringItsCall) {
  MadeEvents made;
  made.failed_freeze(1, 0, 7, 9, 2);  // before
  made.cma_start(2, 0, 7);
  made.failed_freeze(3, 0, 7, 3, 2);
  made.failed_freeze(4, 1, 8, 9, 2);  // another task
  made.cma_success(5, 0, 7);
  made.cma_start(6, 0, 7).cma_success(7, 0, 7);
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "freeze_failures"), Optional(3));
  EXPECT_THAT(value_of(got, "cma_freeze_failures"), Optional(1));
  EXPECT_THAT(value_of(got, "freeze_failures_per_cma_call"), Optional(0.5));
  EXPECT_THAT(value_of(got, "cma_freeze_extra_references_max"), Optional(1));
  EXPECT_THAT(value_of(got, "freeze_extra_references_max"), Optional(7));
}

TEST(PageRef, NoFailures_GiveZeroAndNoMean) {
  MadeEvents made;
  made.cma_start(1, 0, 7).cma_success(2, 0, 7);
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "freeze_failures"), Optional(0));
  EXPECT_THAT(value_of(got, "freeze_failures_per_cma_call"), Optional(0));
  EXPECT_EQ(value_of(got, "freeze_extra_references_mean"), std::nullopt);
}

}  // namespace
}  // namespace folioscope::derive
