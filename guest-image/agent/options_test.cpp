// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::agent {
namespace {

using testing::HasSubstr;

TEST(Options, ComeFromTheKernelCommandLine) {
  const auto options = parse_options(
      "console=ttyS0 folioscope.host=10.0.2.2:1234 cma=32M\tfolioscope.token=abc quiet\n", {});
  ASSERT_TRUE(options.ok()) << options.fault().what;
  EXPECT_EQ(options->host, "10.0.2.2:1234");
  EXPECT_EQ(options->token, "abc");
  EXPECT_EQ(options->tracefs, "/sys/kernel/tracing");
  EXPECT_EQ(options->workloads, "/workloads");
}

TEST(Options, TheLastWordWinsAndArgumentsWinOverWords) {
  const std::string cmdline = "folioscope.host=a:1 folioscope.token=first folioscope.token=second";
  EXPECT_EQ(parse_options(cmdline, {})->token, "second");
  const auto options = parse_options(cmdline, {"--host=b:2", "--tracefs=/t", "--workloads=/w"});
  ASSERT_TRUE(options.ok());
  EXPECT_EQ(options->host, "b:2");
  EXPECT_EQ(options->token, "second");
  EXPECT_EQ(options->tracefs, "/t");
  EXPECT_EQ(options->workloads, "/w");
}

TEST(Options, WordsThatOnlyLookLikeOursAreNotOurs) {
  const auto options =
      parse_options("xfolioscope.host=a:1 folioscope.hostname=b folioscope.token=t", {});
  ASSERT_FALSE(options.ok());
  EXPECT_THAT(options.fault().remedy, HasSubstr("folioscope.host=IP:PORT"));
}

TEST(Options, NoTokenAndUnknownArgumentsAreSaid) {
  EXPECT_THAT(parse_options("folioscope.host=a:1", {}).fault().what, HasSubstr("no token"));
  EXPECT_THAT(parse_options("", {"--hots=a:1"}).fault().what, HasSubstr("'--hots=a:1'"));
}

}  // namespace
}  // namespace folioscope::agent
