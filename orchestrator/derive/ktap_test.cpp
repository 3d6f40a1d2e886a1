// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/ktap.h"

#include <gmock/gmock.h>

namespace folioscope::derive {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

MATCHER_P2(IsTest, name, result, "") { return arg.name == name && arg.result == result; }

TEST(Ktap, ASelftestsOwnOutput) {
  const std::vector<std::string> lines{"TAP version 13",
                                       "1..4",
                                       "ok 1 mremap - simple, 5MB",
                                       "not ok 2 uffd:move",
                                       "ok 3 cow test # SKIP no swap",
                                       "not ok 4 known # XFAIL",
                                       "# Totals: pass:1 fail:1 skip:2"};
  EXPECT_TRUE(is_ktap(lines));
  const Ktap ktap = read_ktap(lines);
  EXPECT_THAT(ktap.tests, ElementsAre(IsTest("mremap_-_simple_5MB", TestResult::Passed),
                                      IsTest("uffd_move", TestResult::Failed),
                                      IsTest("cow_test", TestResult::Skipped),
                                      IsTest("known", TestResult::Skipped)));
  EXPECT_EQ(ktap.planned, 4);
  EXPECT_EQ(ktap.reported, 4);
}

// As kselftest's runner and KUnit nest them: the outer result is the sum of the inner ones.
TEST(Ktap, NestedResultsCountOnce) {
  const Ktap ktap = read_ktap({"KTAP version 1", "1..2", "  1..2", "  ok 1 a", "  not ok 2 b",
                               "not ok 1 suite", "# ok 1 c", "ok 2 other"});
  EXPECT_THAT(ktap.tests,
              ElementsAre(IsTest("a", TestResult::Passed), IsTest("b", TestResult::Failed),
                          IsTest("c", TestResult::Passed)));
  EXPECT_EQ(ktap.planned, 2);
  EXPECT_EQ(ktap.reported, 2);
}

TEST(Ktap, WhatIsNoResultIsPassedOver) {
  const std::vector<std::string> lines{"ok",     "okay 1 x",          "not okay",
                                       "ok one", R"({"metric":"a"})", ""};
  EXPECT_FALSE(is_ktap(lines));
  EXPECT_THAT(read_ktap(lines).tests, IsEmpty());
  EXPECT_THAT(read_ktap({"ok 7", "ok 8 # SKIP"}).tests,
              ElementsAre(IsTest("7", TestResult::Passed), IsTest("8", TestResult::Skipped)));
  EXPECT_EQ(read_ktap({"1..3", "Bail out! no memory"}).bailed_out, 1);
  EXPECT_EQ(read_ktap({"1..9223372036854775807", "1..-4", "1..3", "1..2000000"}).planned, 3);
}

}  // namespace
}  // namespace folioscope::derive
