// SPDX-License-Identifier: GPL-3.0-or-later
// The program itself, seen and driven from outside.
#include <gmock/gmock.h>

#include <QSettings>
#include <chrono>

#include "base/temp_dir.h"
#include "desktop/hands.h"
#include "desktop/started.h"
#include "testing/made_run.h"

namespace folioscope::desktop {
namespace {

constexpr std::chrono::seconds kEnds{30};

class Outside : public ::testing::Test {
 protected:
  Outside() { query::made_cma_batching().write(dir_ / "run.db"); }

  std::string run() const { return dir_.path().string(); }
  Started start(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), FOLIOSCOPE_ANALYZER);
    return *Started::start(
        {.argv = arguments, .env = {{"XDG_CONFIG_HOME", run()}, {"HOME", run()}}});
  }
  // What it wrote down when it ended.
  QString remembered(const char* key) const {
    const QString file = QString::fromStdString(run()) + "/folioscope/analyzer.ini";
    return QSettings(file, QSettings::IniFormat).value(key).toString();
  }
  static void activate(const std::string& title) {
    xdotool({"search", "--onlyvisible", "--name", title, "windowactivate", "--sync"});
  }

  TempDir dir_ = *TempDir::create("desktop");
};

TEST_F(Outside, OpensARunByItsDialog_ShowsAPage_AndRemembersItWhenItQuits) {
  Started program = start({});
  ASSERT_TRUE(window_appears("^folioscope$"));
  activate("^folioscope$");
  press("ctrl+o");
  ASSERT_TRUE(window_appears("^Open a run directory$"));
  activate("^Open a run directory$");
  type(run());
  press("Return");
  ASSERT_TRUE(window_appears("^cma-batching"));
  activate("^cma-batching");
  press("ctrl+7");
  press("ctrl+q");
  EXPECT_EQ(program.wait_for(kEnds), 0);
  EXPECT_EQ(remembered("window/page"), "run");
}

TEST_F(Outside, HasAWindowForEachRunThatIsAskedFor_AndEndsWithTheLast) {
  Started program = start({run(), "--page", "compare"});
  ASSERT_TRUE(window_appears("^cma-batching"));
  activate("^cma-batching");
  press("ctrl+n");
  ASSERT_TRUE(window_appears("^folioscope$"));
  activate("^folioscope$");
  press("ctrl+w");
  activate("^cma-batching");
  press("ctrl+w");
  EXPECT_EQ(program.wait_for(kEnds), 0);
}

}  // namespace
}  // namespace folioscope::desktop
