// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::agent {
namespace {

using testing::HasSubstr;

TEST(Options, AreWhereThingsUsuallyAreUnlessArgumentsSayOtherwise) {
  EXPECT_EQ(parse_options({})->tracefs, "/sys/kernel/tracing");
  EXPECT_EQ(parse_options({})->workloads, "/workloads");
  const auto options = parse_options({"--tracefs=/t", "--workloads=/w"});
  ASSERT_TRUE(options.ok());
  EXPECT_EQ(options->tracefs, "/t");
  EXPECT_EQ(options->workloads, "/w");
}

TEST(Options, UnknownArgumentsAreSaid) {
  EXPECT_THAT(parse_options({"--host=a:1"}).fault().what, HasSubstr("'--host=a:1'"));
}

}  // namespace
}  // namespace folioscope::agent
