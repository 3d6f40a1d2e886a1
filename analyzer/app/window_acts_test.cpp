// SPDX-License-Identifier: GPL-3.0-or-later
// What a reader does with a window: menus, drops, exports, copies, several windows, what is
// remembered.
#include <gmock/gmock.h>

#include <QApplication>
#include <QClipboard>
#include <QDropEvent>
#include <QFile>
#include <QImage>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QPointer>
#include <QSignalSpy>
#include <QSplitter>
#include <QTest>
#include <QUrl>
#include <set>

#include "app/main_menu.h"
#include "app/main_window.h"
#include "app/page_table.h"
#include "app/preferences.h"
#include "base/temp_dir.h"
#include "models/colors.h"
#include "pages/experiment_page.h"
#include "pages/run_page.h"
#include "testing/made_rows.h"
#include "testing/made_run.h"

namespace folioscope::app {
namespace {

constexpr int kActMs = 20'000;

class Acts : public ::testing::Test {
 protected:
  Acts() {
    open_settings()->clear();
    query::made_cma_batching().write(dir_ / "run.db");
  }
  ~Acts() override { apply_look(*qApp, {Theme::Light, 10}); }

  QString path() const { return QString::fromStdString(dir_.path().string()); }
  void open(MainWindow& window, const QString& run) {
    QSignalSpy ready(&window, &MainWindow::ready);
    window.open(run);
    ASSERT_TRUE(ready.wait(kActMs));
  }
  QAction* action(const QString& name) {
    for (QAction* one : window_.findChildren<QAction*>())
      if (one->text().remove('&') == name) return one;
    return nullptr;
  }
  bool drop(const QList<QUrl>& urls) {
    QMimeData data;
    data.setUrls(urls);
    QDragEnterEvent enter({9, 9}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window_, &enter);
    if (!enter.isAccepted()) return false;
    QDropEvent event({9, 9}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window_, &event);
    return event.isAccepted();
  }

  TempDir dir_ = *TempDir::create("store");
  MainWindow window_;
};

TEST_F(Acts, EveryActionOfTheMenusHasAStatusTip_AndKeysOfItsOwn) {
  std::set<QString> seen;
  int actions = 0;
  for (const QMenu* menu : window_.menuBar()->findChildren<QMenu*>())
    for (const QAction* one : menu->actions()) {
      if (one->isSeparator() || one->menu() != nullptr) continue;
      ++actions;
      EXPECT_FALSE(one->statusTip().isEmpty()) << one->text().toStdString();
      for (const QKeySequence& keys : one->shortcuts())
        EXPECT_TRUE(seen.insert(keys.toString()).second) << keys.toString().toStdString();
    }
  EXPECT_GT(actions, 20);
  EXPECT_EQ(window_.menuBar()->actions().size(), 4);
  EXPECT_GE(key_lines(window_).size(), page_table().size() + 12);
}

TEST_F(Acts, RecentRunsAreOffered) {
  window_.remember();
  open(window_, path());
  auto& recent = *window_.findChild<QMenu*>("recent");
  Q_EMIT recent.aboutToShow();
  ASSERT_GE(recent.actions().size(), 1);
  EXPECT_EQ(recent.actions().first()->text(), path());
  QSignalSpy ready(&window_, &MainWindow::ready);
  recent.actions().first()->trigger();
  EXPECT_TRUE(ready.wait(kActMs));
}

TEST_F(Acts, WindowThatIsNotAskedTo_RemembersNothing) {
  open(window_, path());
  window_.close();
  EXPECT_TRUE(open_settings()->allKeys().isEmpty());
}

TEST_F(Acts, SizePageAndSplittersAreAsTheyWere) {
  const auto splitter_of = [](MainWindow& window) { return window.findChild<QSplitter*>("run"); };
  window_.remember();
  window_.show_page(models::PageId::Run);
  window_.resize(760, 640);
  window_.show();
  open(window_, path());
  splitter_of(window_)->setSizes({100, 200});
  const QSize size = window_.size();
  const QList<int> sizes = splitter_of(window_)->sizes();
  window_.close();

  MainWindow next;
  next.remember();
  next.show();
  open(next, path());
  EXPECT_EQ(next.size(), size);
  EXPECT_TRUE(next.findChild<pages::RunPage*>()->isVisible());
  EXPECT_NEAR(splitter_of(next)->sizes().first(), sizes.first(), 4);
}

TEST_F(Acts, DroppedRunIsOpened_AndWhatIsNoFileIsRefused) {
  QSignalSpy ready(&window_, &MainWindow::ready);
  EXPECT_TRUE(drop({QUrl::fromLocalFile(path() + "/run.db")}));
  ASSERT_TRUE(ready.wait(kActMs));
  EXPECT_TRUE(window_.shows_run());
  EXPECT_FALSE(drop({QUrl("https://example.org/run.db")}));
}

TEST_F(Acts, SeveralDroppedRuns_HaveAWindowEach) {
  EXPECT_TRUE(drop({QUrl::fromLocalFile(path()), QUrl::fromLocalFile(path() + "/run.db")}));
  QPointer<MainWindow> second;
  for (QWidget* widget : QApplication::topLevelWidgets())
    if (auto* window = qobject_cast<MainWindow*>(widget); window && window != &window_)
      second = window;
  ASSERT_TRUE(second);
  ASSERT_TRUE(QTest::qWaitFor([&] { return second->shows_run() && window_.shows_run(); }, kActMs));
  second->close();
  ASSERT_TRUE(QTest::qWaitFor([&] { return second.isNull(); }, kActMs));
  EXPECT_TRUE(window_.shows_run());
}

TEST_F(Acts, ExportWritesWhatTheNameSays) {
  window_.resize(900, 600);
  window_.show_page(models::PageId::Run);
  open(window_, path());
  using Part = MainWindow::Picture;
  ASSERT_TRUE(window_.export_picture(Part::Page, path() + "/a.png").ok());
  EXPECT_GT(QImage(path() + "/a.png").width(), 600);
  ASSERT_TRUE(window_.export_picture(Part::Chart, path() + "/b.png").ok());
  EXPECT_LT(QImage(path() + "/b.png").height(), QImage(path() + "/a.png").height());
  const auto begins = [&](const QString& name, const char* magic) {
    QFile file(path() + name);
    return file.open(QIODevice::ReadOnly) && file.read(400).contains(magic);
  };
  ASSERT_TRUE(window_.export_picture(Part::Chart, path() + "/c.svg").ok());
  EXPECT_TRUE(begins("/c.svg", "<svg"));
  ASSERT_TRUE(window_.export_picture(Part::Page, path() + "/d.pdf").ok());
  EXPECT_TRUE(begins("/d.pdf", "%PDF-1."));
  EXPECT_FALSE(window_.export_picture(Part::Page, path() + "/none/e.png").ok());
}

TEST_F(Acts, ExportWithoutARun_IsAFault) {
  EXPECT_FALSE(window_.export_picture(MainWindow::Picture::Page, path() + "/a.png").ok());
}

TEST_F(Acts, CopiedTableIsOnTheClipboard) {
  window_.show_page(models::PageId::Run);
  open(window_, path());
  action("Copy table as TSV")->trigger();
  const QStringList lines = QApplication::clipboard()->text().trimmed().split('\n');
  ASSERT_EQ(lines.size(), 13);
  EXPECT_TRUE(lines[0].startsWith("#\tVariant\t"));
  EXPECT_EQ(lines[1].split('\t').size(), lines[0].split('\t').size());
  action("Copy table as Markdown")->trigger();
  EXPECT_TRUE(QApplication::clipboard()->text().startsWith("| "));
  action("Copy picture")->trigger();
  EXPECT_FALSE(QApplication::clipboard()->pixmap().isNull());
}

TEST_F(Acts, PageWithoutATable_LeavesTheClipboard) {
  QApplication::clipboard()->setText("before");
  action("Copy table as TSV")->trigger();
  EXPECT_EQ(QApplication::clipboard()->text(), "before");
}

TEST_F(Acts, ColoursAndTextChangeAtOnceAndAreRemembered) {
  window_.show_page(models::PageId::Run);
  open(window_, path());
  action("Dark")->trigger();
  EXPECT_TRUE(models::is_dark(window_.palette()));
  EXPECT_EQ(remembered_look().theme, Theme::Dark);
  action("Light")->trigger();
  EXPECT_FALSE(models::is_dark(window_.palette()));
  const double before = QApplication::font().pointSizeF();
  action("Larger text")->trigger();
  EXPECT_GT(QApplication::font().pointSizeF(), before);
  const pages::CodeView& file = window_.page<pages::ExperimentPage>().file();
  window_.show_page(models::PageId::Experiment);
  window_.show();
  EXPECT_DOUBLE_EQ(file.font().pointSizeF(), QApplication::font().pointSizeF());
  for (int i = 0; i < 40; ++i) action("Smaller text")->trigger();
  EXPECT_DOUBLE_EQ(QApplication::font().pointSizeF(), kSmallestText);
  action("Normal text")->trigger();
  EXPECT_DOUBLE_EQ(QApplication::font().pointSizeF(), Look().text_points);
}

}  // namespace
}  // namespace folioscope::app
