// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/console_view.h"

#include <gtest/gtest.h>

#include <QScrollBar>
#include <QTest>
#include <fstream>

#include "base/temp_dir.h"

namespace folioscope::pages {
namespace {

constexpr int kConsoleMs = 20'000;

class Console : public ::testing::Test {
 protected:
  Console() {
    std::filesystem::create_directory(dir_ / "console");
    view_.resize(600, 120);
    view_.show();
  }
  void append(const std::string& text) {
    std::ofstream(dir_ / "console/1.log", std::ios::app) << text;
  }
  bool shows(const QString& text) {
    return QTest::qWaitFor([&] { return view_.text().toPlainText().contains(text); }, kConsoleMs);
  }
  QScrollBar& bar() { return *view_.text().verticalScrollBar(); }

  TempDir dir_ = *TempDir::create("run");
  ConsoleView view_;
};

TEST_F(Console, FollowsTheEndUntilTheReaderLooksElsewhere) {
  std::string lines;
  for (int i = 0; i < 100; ++i) lines += "line\n";
  append(lines);
  view_.follow(dir_ / "run.db", "console/1.log");
  ASSERT_TRUE(shows("line"));
  EXPECT_EQ(bar().value(), bar().maximum());
  append("<b>Oops</b>\n");
  ASSERT_TRUE(shows("<b>Oops</b>"));
  EXPECT_EQ(bar().value(), bar().maximum());
  bar().setValue(10);
  append("the end\n");
  ASSERT_TRUE(shows("the end"));
  EXPECT_EQ(bar().value(), 10);
}

TEST_F(Console, LongOne_IsCutAndSaysSo) {
  append(std::string(300 << 10, 'x') + "\nlast line\n");
  view_.follow(dir_ / "run.db", "console/1.log");
  ASSERT_TRUE(shows("last line"));
  EXPECT_TRUE(view_.note().contains("left out"));
  EXPECT_EQ(view_.text().toPlainText(), "last line\n");
}

TEST_F(Console, OfABootWithoutOne_SaysSo) {
  view_.follow(dir_ / "run.db", "");
  EXPECT_EQ(view_.note(), "This boot has no console.");
  view_.follow(dir_ / "run.db", "console/8.log");
  EXPECT_TRUE(QTest::qWaitFor([&] { return view_.note().contains("console/8.log"); }, kConsoleMs));
}

}  // namespace
}  // namespace folioscope::pages
