// SPDX-License-Identifier: GPL-3.0-or-later
// What a reader does with the pages of a finished run.
#include <QApplication>
#include <QClipboard>
#include <QDrag>
#include <QImage>
#include <QLineEdit>
#include <QMimeData>
#include <QMouseEvent>
#include <QStackedWidget>
#include <QTimer>
#include <QTreeView>
#include <QUrl>
#include <set>

#include "app/page_table.h"
#include "desktop/hands.h"
#include "desktop/session.h"
#include "pages/answer_page.h"
#include "pages/comparison_page.h"
#include "pages/correlate_page.h"
#include "pages/holders_page.h"
#include "pages/run_page.h"
#include "pages/timeline_page.h"
#include "testing/made_operations.h"
#include "testing/made_references.h"
#include "testing/made_timeline.h"

namespace folioscope::desktop {
namespace {

using models::PageId;

class Pages : public Session {};

QByteArray bytes_of(const QImage& image) {
  return {reinterpret_cast<const char*>(image.constBits()), image.sizeInBytes()};
}

TEST_F(Pages, EachIsShownByItsKey) {
  open(query::made_references());
  std::set<QByteArray> pictures;
  for (const app::PageEntry& entry : app::page_table()) {
    ASSERT_TRUE(go_to_page(entry.id)) << entry.key;
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&window())) << entry.key;
    pictures.insert(bytes_of(on_screen()));
  }
  EXPECT_EQ(pictures.size(), app::page_table().size());
}

TEST_F(Pages, TypedFilterLeavesTheRowsThatHaveItsWords) {
  open(query::made_cma_batching());
  ASSERT_TRUE(go_to_page(PageId::Run));
  auto& page = window().page<pages::RunPage>();
  const auto rows = [&] { return page.cells().model()->rowCount(); };
  ASSERT_EQ(rows(), 12);
  click(page.filter());
  type("drain");
  EXPECT_TRUE(becomes([&] { return rows() == 6; })) << rows();
  press("ctrl+a");
  press("BackSpace");
  EXPECT_TRUE(becomes([&] { return rows() == 12; })) << rows();
}

TEST_F(Pages, RowOfTheAnswerLeadsToItsComparison) {
  open(query::made_cma_batching());
  ASSERT_TRUE(go_to_page(PageId::Answer));
  const charts::ForestPlot& forest = window().page<pages::AnswerPage>().forest();
  click(*forest.viewport(), forest.row_place(0).center());
  const auto& stack = *window().findChild<QStackedWidget*>();
  EXPECT_TRUE(becomes([&] { return stack.currentIndex() == 1; }));
  EXPECT_TRUE(window().page<pages::ComparisonPage>().has_chart());
}

TEST_F(Pages, MetricIsFoundByTypingAndChosenByKey) {
  open(query::made_cma_batching());
  ASSERT_TRUE(go_to_page(PageId::Compare));
  auto& page = window().page<pages::ComparisonPage>();
  click(page.metrics().filter());
  type("success_ratio");
  ASSERT_TRUE(becomes([&] { return page.metrics().shown().size() == 1; }));
  press("Down");
  EXPECT_TRUE(becomes([&] { return page.shown_metric() == "migrate_success_ratio"; }));
}

TEST_F(Pages, ClickedDotOpensItsOperation_AndItsButtonTheTimeline) {
  open(query::made_operations());
  ASSERT_TRUE(go_to_page(PageId::Correlate));
  auto& page = window().page<pages::CorrelatePage>();
  const charts::ScatterChart& scatter = page.scatter();
  int failed = 0;
  while (!scatter.filled(failed)) ++failed;
  click(scatter, scatter.pixel(failed).toPoint());
  ASSERT_TRUE(becomes([&] { return page.shows_operation() && !page.busy(); }));
  EXPECT_TRUE(page.operation().title().contains("cma_alloc failed"));
  click(page.operation().timeline_button());
  const auto& stack = *window().findChild<QStackedWidget*>();
  EXPECT_TRUE(becomes([&] { return stack.currentIndex() == 5; }));
}

TEST_F(Pages, ClickedBarChoosesItsClass) {
  open(query::made_references());
  ASSERT_TRUE(go_to_page(PageId::Holders));
  auto& page = window().page<pages::HoldersPage>();
  const int read = static_cast<int>(page.bars().class_labels().indexOf("read"));
  ASSERT_GE(read, 0);
  const QRectF part = page.bars().segment(static_cast<std::size_t>(read), 0);
  click(page.bars(), part.center().toPoint());
  EXPECT_TRUE(becomes([&] { return page.holders().currentIndex().data() == "read"; }));
}

TEST_F(Pages, TimelineZoomsByWheel_ScrollsByDragging_AndShowsAllAgain) {
  open(query::made_timeline());
  ASSERT_TRUE(go_to_page(PageId::Timeline));
  charts::TimelineView& view = window().page<pages::TimelinePage>().view();
  const auto shown = [&] { return view.zoom().shown(); };
  const query::TimeSpan whole = shown();
  const QPoint middle = view.viewport()->mapToGlobal(view.viewport()->rect().center());
  click(middle);
  xdotool({"click", "--repeat", "6", "4"});
  ASSERT_TRUE(becomes([&] { return shown().length() < whole.length() / 2; }));
  const query::TimeSpan before = shown();
  take_hold(middle);
  move_to(middle - QPoint(150, 0));
  let_go();
  EXPECT_TRUE(becomes([&] { return shown().begin_ns > before.begin_ns; }));
  press("Home");
  EXPECT_TRUE(becomes([&] { return shown() == whole; }));
}

TEST_F(Pages, TableIsOnTheClipboardAfterItsKey) {
  open(query::made_cma_batching());
  ASSERT_TRUE(go_to_page(PageId::Run));
  press("ctrl+shift+t");
  EXPECT_TRUE(becomes([] { return QApplication::clipboard()->text().contains("drain-only"); }));
}

// A window of something else with a file to drag.
class Source : public QWidget {
 public:
  explicit Source(QString run) : run_(std::move(run)) { setFixedSize(200, 100); }

 protected:
  void mousePressEvent(QMouseEvent*) override {
    auto* drag = new QDrag(this);
    auto* file = new QMimeData;
    file->setUrls({QUrl::fromLocalFile(run_)});
    drag->setMimeData(file);
    drag->exec(Qt::CopyAction);
  }

 private:
  QString run_;
};

// Lets go when the window has said that it would take what is dragged over it.
class LetGo : public QObject {
 protected:
  bool eventFilter(QObject*, QEvent* event) override {
    if (event->type() == QEvent::DragMove && !done_) QTimer::singleShot(0, this, [] { let_go(); });
    done_ = done_ || event->type() == QEvent::DragMove;
    return false;
  }

 private:
  bool done_ = false;
};

TEST_F(Pages, DroppedRunIsOpened) {
  open(query::made_cma_batching());
  const TempDir other = *TempDir::create("dropped");
  query::made_operations().write(other / "run.db");
  const QString run = QString::fromStdString(other.path().string());
  Source source(run);
  LetGo let_go_over;
  window().installEventFilter(&let_go_over);
  source.show();
  ASSERT_TRUE(becomes([&] { return source.isActiveWindow(); }));
  source.move(10, 10);
  window().move(300, 150);
  ASSERT_TRUE(becomes([&] { return source.x() < 100 && window().x() > 250; }));
  const QPoint over = window().mapToGlobal(window().rect().center());
  // While it is dragged, Qt is in a loop of its own.
  QTimer::singleShot(0, &source, [&] { take_hold(source.mapToGlobal(QPoint(50, 50))); });
  QTimer steps;
  QObject::connect(&steps, &QTimer::timeout, &steps, [&, at = 0]() mutable {
    if (QApplication::mouseButtons() != Qt::NoButton || at > 0) move_to(over + QPoint(++at, 0));
  });
  steps.start(50);
  EXPECT_TRUE(becomes([&] { return window().run() == run; }));
  steps.stop();
  EXPECT_TRUE(becomes([&] { return window().shows_run() && !window().busy(); }));
}

TEST_F(Pages, ClosingItByTheWindowManagerClosesIt) {
  open(query::made_cma_batching());
  press("alt+F4");
  EXPECT_TRUE(becomes([&] { return !window().isVisible(); }));
}

}  // namespace
}  // namespace folioscope::desktop
