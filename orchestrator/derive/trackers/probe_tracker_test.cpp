// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/probe_tracker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/made_events.h"

namespace folioscope::derive {
namespace {

using testing::DoubleNear;
using testing::Optional;

TEST(Probe, IsCountedAndItsNumbersAreSamples) {
  MadeEvents made;
  made.at(1'000'000'000, 0, 7, "own_probe", {0, 1})
      .at(1'500'000'000, 1, 7, "own_probe", {-11, 1})
      .at(3'000'000'000, 0, 8, "own_probe", {4, 1});
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "probe:own_probe"), Optional(3));
  EXPECT_THAT(value_of(got, "probe:own_probe_rate"), Optional(DoubleNear(1.5, 1e-6)));
  EXPECT_THAT(value_of(got, "probe:own_probe.rc_p50"), Optional(0));
  EXPECT_THAT(value_of(got, "probe:own_probe.rc_max"), Optional(4));
  EXPECT_THAT(value_of(got, "probe:own_probe.rc_mean"), Optional(DoubleNear(-7.0 / 3, 1e-9)));
}

TEST(Probe, ThatWasNeverHitIsZero) {
  const Derived got = MadeEvents().derive();
  EXPECT_THAT(value_of(got, "probe:own_probe"), Optional(0));
  EXPECT_EQ(value_of(got, "probe:own_probe.rc_p50"), std::nullopt);
}

TEST(Probe, AddressesHaveNoQuantiles) {
  MadeEvents made;
  made.at(1, 0, 7, "own_probe", {0, 1});
  EXPECT_EQ(value_of(made.derive(), "probe:own_probe.folio_p50"), std::nullopt);
}

TEST(Probe, ThatAnotherTrackerFollowsHasItsMetricsAlone) {
  EXPECT_EQ(value_of(MadeEvents().derive(), "probe:io_schedule"), std::nullopt);
  EXPECT_EQ(value_of(MadeEvents().derive(), "probe:split_huge_page_to_list"), std::nullopt);
}

}  // namespace
}  // namespace folioscope::derive
