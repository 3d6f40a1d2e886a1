// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/change_watch.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <fstream>

#include "base/temp_dir.h"
#include "testing/made_rows.h"

namespace folioscope::app {
namespace {

class Watch : public ::testing::Test {
 protected:
  Watch() {
    std::ofstream(dir_ / "run.db") << "one";
    watch_.watch(dir_ / "run.db");
  }

  TempDir dir_ = *TempDir::create("store");
  ChangeWatch watch_;
  QSignalSpy spy_{&watch_, &ChangeWatch::changed};
};

TEST_F(Watch, UntouchedFile_IsNoNews) {
  watch_.look();
  EXPECT_EQ(spy_.count(), 0);
}

TEST_F(Watch, FileThatGrew_IsToldOnce) {
  std::ofstream(dir_ / "run.db", std::ios::app) << "two";
  watch_.look();
  watch_.look();
  EXPECT_EQ(spy_.count(), 1);
}

TEST_F(Watch, LogThatAppearsOrGoes_IsTold) {
  std::ofstream(dir_ / "run.db-wal") << "log";
  watch_.look();
  EXPECT_EQ(spy_.count(), 1);
  std::filesystem::remove(dir_ / "run.db-wal");
  watch_.look();
  EXPECT_EQ(spy_.count(), 2);
}

TEST_F(Watch, EmptyLogOfAReader_IsNoNews) {
  std::ofstream(dir_ / "run.db-wal") << "";
  watch_.look();
  EXPECT_EQ(spy_.count(), 0);
}

TEST_F(Watch, FileThatIsRemoved_IsTold) {
  std::filesystem::remove(dir_ / "run.db");
  watch_.look();
  EXPECT_EQ(spy_.count(), 1);
}

TEST_F(Watch, StoppedWatch_HasNoTimer) {
  EXPECT_TRUE(watch_.watching());
  watch_.stop();
  EXPECT_FALSE(watch_.watching());
}

}  // namespace
}  // namespace folioscope::app
