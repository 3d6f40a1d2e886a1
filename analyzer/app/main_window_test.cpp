// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_window.h"

#include <fcntl.h>
#include <gmock/gmock.h>

#include <QAbstractItemView>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>
#include <fstream>

#include "app/page_table.h"
#include "app/picture.h"
#include "base/lock_state.h"
#include "base/temp_dir.h"
#include "base/unique_fd.h"
#include "pages/answer_page.h"
#include "pages/comparison_page.h"
#include "pages/experiment_page.h"
#include "pages/holders_page.h"
#include "pages/locks_page.h"
#include "pages/run_page.h"
#include "store/writer.h"
#include "testing/made_operations.h"
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

  template <class Condition>
  static bool becomes(Condition condition) {
    return QTest::qWaitFor(condition, kDeadlineMs);
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
  window_.show_page(models::PageId::Run);
  EXPECT_EQ(window_.page<pages::RunPage>().cells().model()->rowCount(), 12);
  window_.show_page(models::PageId::Compare);
  EXPECT_EQ(window_.page<pages::ComparisonPage>().chart().dots(1).size(), 6);
  EXPECT_EQ(window_.windowTitle(), "cma-batching – folioscope");
  EXPECT_TRUE(window_.status_text().contains("— finished"));
  EXPECT_EQ(window_.notice(), "");
}

TEST_F(Window, MetricAskedForBeforeTheRunIsThere_IsChosenThen) {
  query::made_cma_batching().write(dir_ / "run.db");
  window_.choose_metric("migrate_success_ratio");
  open();
  EXPECT_EQ(window_.page<pages::ComparisonPage>().shown_metric(), "migrate_success_ratio");
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
  const UniqueFd lock(::open((dir_ / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  ASSERT_TRUE(lock_whole(lock.get()));
  open();
  EXPECT_TRUE(window_.page<pages::AnswerPage>().notices().contains("4 boots not run yet"));
  EXPECT_TRUE(becomes([&] { return window_.status_text().contains("followed live"); }));

  QSignalSpy ready(&window_, &MainWindow::ready);
  const auto chunks = store::made_chunks();
  ASSERT_TRUE((*writer)->commit_cell(store::made_record({0}, chunks), store::source_of(chunks)));
  ASSERT_TRUE(ready.wait(kDeadlineMs));  // the watch has seen it
  EXPECT_TRUE(window_.page<pages::AnswerPage>().notices().contains("3 boots not run yet"));
}

TEST_F(Window, RunThatNobodyRuns_SaysHowToGoOn) {
  const auto writer = store::create_made_file(dir_ / "run.db");
  ASSERT_TRUE(writer);
  open();
  EXPECT_TRUE(
      becomes([&] { return window_.status_text().endsWith("folioscope resume " + path()); }));
  EXPECT_FALSE(window_.status_text().contains("live"));
}

TEST_F(Window, RunThatIsRemoved_StaysWithANotice) {
  query::made_cma_batching().write(dir_ / "run.db");
  window_.show_page(models::PageId::Run);
  open();
  std::filesystem::remove(dir_ / "run.db");
  ASSERT_TRUE(becomes([&] { return !window_.notice().isEmpty(); }));  // the watch has seen it
  EXPECT_TRUE(window_.notice().contains("run.db"));
  EXPECT_TRUE(window_.shows_run());
  EXPECT_EQ(window_.page<pages::RunPage>().cells().model()->rowCount(), 12);
  query::made_cma_batching().write(dir_ / "run.db");
  ASSERT_TRUE(becomes([&] { return window_.notice().isEmpty(); }));
}

TEST_F(Window, PageIsGivenNewsWhenItIsLookedAt) {
  query::made_cma_batching().write(dir_ / "run.db");
  window_.show_page(models::PageId::Run);
  open();
  const auto* experiment = window_.findChild<pages::ExperimentPage*>();
  EXPECT_EQ(experiment->file().toPlainText(), "");
  window_.show_page(models::PageId::Experiment);
  EXPECT_EQ(experiment->file().toPlainText(), "name: cma-batching\n");
}

TEST_F(Window, OpenListStaysOpenWhileNewsCome) {
  query::made_cma_batching().write(dir_ / "run.db");
  window_.show_page(models::PageId::Run);
  window_.show();
  open();
  auto& choice = window_.page<pages::RunPage>().status_choice();
  choice.showPopup();
  QSignalSpy ready(&window_, &MainWindow::ready);
  window_.reload();
  ASSERT_TRUE(ready.wait(kDeadlineMs));
  EXPECT_TRUE(choice.view()->isVisible());
  choice.hidePopup();
}

TEST_F(Window, PagesAreReachedByKey) {
  query::made_cma_batching().write(dir_ / "run.db");
  window_.show();
  open();
  ASSERT_TRUE(QTest::qWaitForWindowExposed(&window_));
  const std::vector<PageEntry> table = page_table();
  const auto& stack = *window_.findChild<QStackedWidget*>();
  for (std::size_t at = table.size(); at-- > 0;) {
    QTest::keyClick(&window_, static_cast<Qt::Key>(Qt::Key_1 + at), Qt::ControlModifier);
    EXPECT_EQ(stack.currentIndex(), static_cast<int>(at)) << table[at].key;
    EXPECT_TRUE(stack.currentWidget()->isVisible());
  }
}

TEST_F(Window, ListOfPagesIsReachedByKey_AndLeftAgain) {
  query::made_cma_batching().write(dir_ / "run.db");
  window_.show();
  open();
  window_.activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(&window_));
  const auto& list = *window_.findChild<QListWidget*>("pages");
  for (const Qt::Key key : {Qt::Key_F6, Qt::Key_L}) {
    const auto press = [&] {
      QTest::keyClick(&window_, key, key == Qt::Key_L ? Qt::ControlModifier : Qt::NoModifier);
      return list.hasFocus();
    };
    const bool first = press();
    EXPECT_NE(press(), first);
    EXPECT_EQ(press(), first);
  }
}

TEST_F(Window, MayBeSmall_ThenPagesScroll) {
  query::made_cma_batching().write(dir_ / "run.db");
  open();
  for (const PageEntry& entry : page_table()) {
    window_.show_page(entry.id);
    EXPECT_LE(window_.minimumSizeHint().width(), 640) << entry.key;
    EXPECT_LE(window_.minimumSizeHint().height(), 480) << entry.key;
  }
}

TEST_F(Window, AtItsDefaultSize_NoPageScrolls) {
  query::made_operations().write(dir_ / "run.db");
  window_.resize(kDefaultSize);
  window_.show();
  open();
  for (const PageEntry& entry : page_table()) {
    window_.show_page(entry.id);
    ASSERT_TRUE(becomes([&] { return !window_.busy(); }));
    QCoreApplication::processEvents();
    const auto* area =
        qobject_cast<QScrollArea*>(window_.findChild<QStackedWidget*>()->currentWidget());
    ASSERT_NE(area, nullptr);
    EXPECT_EQ(area->verticalScrollBar()->maximum(), 0) << entry.key;
    EXPECT_EQ(area->horizontalScrollBar()->maximum(), 0) << entry.key;
  }
}

TEST_F(Window, EveryControlHasAnAccessibleName) {
  QList<QWidget*> controls;
  for (auto* one : window_.findChildren<QComboBox*>()) controls << one;
  for (auto* one : window_.findChildren<QPlainTextEdit*>()) controls << one;
  for (auto* one : window_.findChildren<QTabWidget*>()) controls << one;
  for (auto* one : window_.findChildren<QTableView*>()) controls << one;
  for (auto* one : window_.findChildren<QListWidget*>()) controls << one;
  EXPECT_GE(controls.size(), 12);
  for (const QWidget* one : controls)
    EXPECT_FALSE(one->accessibleName().isEmpty()) << one->metaObject()->className();
}

TEST_F(Window, PictureIntoADirectoryThatIsNot_IsAFault) {
  const Status saved = save_picture(window_, path() + "/none/a.png");
  ASSERT_FALSE(saved.ok());
  EXPECT_THAT(saved.fault().what, ::testing::HasSubstr("none/a.png"));
}

}  // namespace
}  // namespace folioscope::app
