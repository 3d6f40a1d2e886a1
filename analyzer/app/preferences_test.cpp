// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/preferences.h"

#include <gmock/gmock.h>

namespace folioscope::app {
namespace {

class Preferences : public ::testing::Test {
 protected:
  Preferences() { open_settings()->clear(); }
};

TEST_F(Preferences, RecentRunsAreTheLastTenWithTheNewestFirst) {
  for (int i = 0; i < 12; ++i) add_recent_run(QStringLiteral("/runs/%1/").arg(i));
  add_recent_run("/runs/./5");
  const QStringList runs = recent_runs();
  ASSERT_EQ(runs.size(), kRecentRuns);
  EXPECT_EQ(runs.first(), "/runs/5");
  EXPECT_EQ(runs.at(1), "/runs/11");
  EXPECT_EQ(runs.count("/runs/5"), 1);
  forget_recent_runs();
  EXPECT_TRUE(recent_runs().isEmpty());
}

TEST_F(Preferences, LookIsRemembered) {
  EXPECT_EQ(remembered_look(), Look());
  remember_look({Theme::Dark, 12});
  EXPECT_EQ(remembered_look(), (Look{Theme::Dark, 12}));
}

TEST_F(Preferences, NonsenseInTheFile_ReadsAsNothing) {
  const auto settings = open_settings();
  settings->setValue("theme", "blue");
  settings->setValue("text_points", 4000);
  settings->sync();
  EXPECT_EQ(remembered_look(), Look());
}

}  // namespace
}  // namespace folioscope::app
