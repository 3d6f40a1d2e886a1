// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/split_tracker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/made_events.h"

namespace folioscope::derive {
namespace {

using testing::Optional;

TEST(Split, LeakedReferences_AreWhatIsAboveThePageCacheAndTheCaller) {
  MadeEvents made;
  made.at(1, 0, 7, "split_huge_page_to_list", {516}).at(2, 0, 7, "split_huge_page_to_list", {514});
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "split_attempts"), Optional(2));
  EXPECT_THAT(value_of(got, "leaked_refs_per_folio"), Optional(2));
  EXPECT_THAT(value_of(got, "leaked_refs_min"), Optional(1));
  EXPECT_THAT(value_of(got, "leaked_refs_max"), Optional(3));
}

TEST(Split, NoAttempt_GivesNoMean) {
  const Derived got = MadeEvents().derive();
  EXPECT_THAT(value_of(got, "split_attempts"), Optional(0));
  EXPECT_EQ(value_of(got, "leaked_refs_per_folio"), std::nullopt);
}

}  // namespace
}  // namespace folioscope::derive
