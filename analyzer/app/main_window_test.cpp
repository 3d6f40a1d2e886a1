// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_window.h"

#include <gmock/gmock.h>

#include <QSignalSpy>
#include <QTest>
#include <fstream>

#include "app/screenshot.h"
#include "base/temp_dir.h"
#include "pages/answer_page.h"
#include "pages/comparison_page.h"
#include "pages/holders_page.h"
#include "pages/locks_page.h"
#include "store/writer.h"
#include "testing/made_rows.h"
#include "testing/made_run.h"

namespace folioscope::app {
namespace {

constexpr int kDeadlineMs = 20'000;

class Window : public ::testing::Test {
 protected:
  QString path() const { return QString::fromStdString(dir_.path().string()); }

  void open() {
    QSignalSpy ready(&window_, &MainWindow::ready);
    window_.open(path());
    ASSERT_TRUE(ready.wait(kDeadlineMs));
  }
  Fault open_and_fail() {
    Fault fault;
    QObject::connect(&window_, &MainWindow::failed, [&](const Fault& one) { fault = one; });
    QSignalSpy failed(&window_, &MainWindow::failed);
    window_.open(path());
    EXPECT_TRUE(failed.wait(kDeadlineMs));
    return fault;
  }

  TempDir dir_ = *TempDir::create("store");
  MainWindow window_;
};

TEST_F(Window, WithoutARun_AsksForOne) {
  EXPECT_FALSE(window_.shows_run());
  EXPECT_EQ(window_.message().title(), "No run is open");
}

TEST_F(Window, ShowsTheRunOnItsPages) {
  query::made_cma_batching().write(dir_ / "run.db");
  open();
  EXPECT_TRUE(window_.shows_run());
  EXPECT_EQ(window_.page<pages::AnswerPage>().forest().row_count(), 4u);
  EXPECT_EQ(window_.page<pages::ComparisonPage>().chart().dots(1).size(), 6);
  EXPECT_EQ(window_.windowTitle(), "cma-batching – folioscope");
  EXPECT_TRUE(window_.status_text().endsWith("finished"));
}

TEST_F(Window, MetricAskedForBeforeTheRunIsThere_IsChosenThen) {
  query::made_cma_batching().write(dir_ / "run.db");
  window_.choose_metric("migrate_success_ratio");
  open();
  EXPECT_EQ(window_.page<pages::ComparisonPage>().metric(), "migrate_success_ratio");
}

TEST_F(Window, MetricThatTheRunDoesNotHave_IsAFault) {
  query::made_cma_batching().write(dir_ / "run.db");
  window_.choose_metric("no_such_metric");
  const Fault fault = open_and_fail();
  EXPECT_THAT(fault.what, ::testing::HasSubstr("no metric 'no_such_metric'"));
  EXPECT_TRUE(window_.shows_run());  // the rest of the run is there
}

TEST_F(Window, FileThatIsNoRun_IsAPageWithCauseAndRemedy) {
  std::ofstream(dir_ / "run.db") << "not a database at all, whatever its name may say";
  open_and_fail();
  EXPECT_FALSE(window_.shows_run());
  EXPECT_EQ(window_.message().title(), "This run cannot be shown");
  EXPECT_FALSE(window_.message().cause().isEmpty());
  EXPECT_FALSE(window_.message().remedy().isEmpty());
}

TEST_F(Window, RunThatAppearsLater_IsShownAtTheNextTry) {
  open_and_fail();
  query::made_cma_batching().write(dir_ / "run.db");
  QSignalSpy ready(&window_, &MainWindow::ready);
  window_.reload();
  ASSERT_TRUE(ready.wait(kDeadlineMs));
  EXPECT_TRUE(window_.shows_run());
}

TEST_F(Window, RunThatGoesOn_IsFollowed) {
  const auto file = dir_ / "run.db";
  auto writer = store::create_made_file(file);
  ASSERT_TRUE(writer);
  open();
  EXPECT_TRUE(window_.page<pages::AnswerPage>().notices().contains("4 boots not run yet"));
  EXPECT_TRUE(window_.status_text().contains("followed live"));

  QSignalSpy ready(&window_, &MainWindow::ready);
  const auto chunks = store::made_chunks();
  ASSERT_TRUE((*writer)->commit_cell(store::made_record({0}, chunks), store::source_of(chunks)));
  ASSERT_TRUE(ready.wait(kDeadlineMs));  // the watch has seen it
  EXPECT_TRUE(window_.page<pages::AnswerPage>().notices().contains("3 boots not run yet"));
}

TEST_F(Window, PagesAreReachedByKey) {
  query::made_cma_batching().write(dir_ / "run.db");
  window_.show();
  open();
  ASSERT_TRUE(QTest::qWaitForWindowExposed(&window_));
  EXPECT_TRUE(window_.page<pages::AnswerPage>().isVisible());
  QTest::keyClick(&window_, Qt::Key_2, Qt::ControlModifier);
  EXPECT_TRUE(window_.page<pages::ComparisonPage>().isVisible());
  QTest::keyClick(&window_, Qt::Key_3, Qt::ControlModifier);
  EXPECT_TRUE(window_.page<pages::HoldersPage>().isVisible());
  QTest::keyClick(&window_, Qt::Key_4, Qt::ControlModifier);
  EXPECT_TRUE(window_.page<pages::LocksPage>().isVisible());
  QTest::keyClick(&window_, Qt::Key_1, Qt::ControlModifier);
  EXPECT_TRUE(window_.page<pages::AnswerPage>().isVisible());
}

TEST_F(Window, EveryControlHasAnAccessibleName) {
  QList<QWidget*> controls;
  for (auto* one : window_.findChildren<QComboBox*>()) controls << one;
  for (auto* one : window_.findChildren<QTableView*>()) controls << one;
  for (auto* one : window_.findChildren<QListWidget*>()) controls << one;
  EXPECT_GE(controls.size(), 12);
  for (const QWidget* one : controls)
    EXPECT_FALSE(one->accessibleName().isEmpty()) << one->metaObject()->className();
}

TEST_F(Window, PictureIntoADirectoryThatIsNot_IsAFault) {
  const Status saved = save_screenshot(window_, path() + "/none/a.png");
  ASSERT_FALSE(saved.ok());
  EXPECT_THAT(saved.fault().what, ::testing::HasSubstr("none/a.png"));
}

}  // namespace
}  // namespace folioscope::app
