// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timeline_view.h"

#include <gtest/gtest.h>

#include <QImage>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <algorithm>
#include <stdexcept>

#include "models/colors.h"
#include "testing/loaded_run.h"
#include "testing/made_timeline.h"

namespace folioscope::charts {
namespace {

using query::kMs;

class TimelineViewTest : public testing::Test {
 protected:
  void SetUp() override {
    view_.resize(1'000, 420);
    view_.show();
    data_.open(run_->file, {1});
    ASSERT_TRUE(QTest::qWaitFor([&] { return data_.outline() != nullptr; }));
    data_.follow({query::kHeldPfn});
    ASSERT_TRUE(comes_to_rest());
  }
  bool comes_to_rest() {
    return QTest::qWaitFor([&] { return !data_.busy(); });
  }
  const Lane& lane(LaneKind kind) {
    const auto found = std::ranges::find(view_.lanes(), kind, &Lane::kind);
    if (found == view_.lanes().end()) throw std::runtime_error("no such line");
    return *found;
  }
  QPoint place(LaneKind kind, std::int64_t ns) {
    const QRect rect = view_.rect_of(lane(kind));
    return {static_cast<int>(view_.x_of(ns)), rect.center().y()};
  }
  QColor pixel(LaneKind kind, std::int64_t ns, int dy = 0) {
    const QImage image = view_.viewport()->grab().toImage();
    const QPoint at = place(kind, ns) + QPoint(0, dy);
    return image.pixelColor(at);
  }
  void wheel(const QPointF& at, int notches) {
    QWheelEvent event(at, view_.viewport()->mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(view_.viewport(), &event);
  }
  void drag(const QPointF& from, const QPointF& to, Qt::KeyboardModifiers keys) {
    const auto send = [&](QEvent::Type type, const QPointF& at, Qt::MouseButton button) {
      QMouseEvent event(type, at, view_.viewport()->mapToGlobal(at), button, Qt::LeftButton, keys);
      QCoreApplication::sendEvent(view_.viewport(), &event);
    };
    send(QEvent::MouseButtonPress, from, Qt::LeftButton);
    send(QEvent::MouseMove, to, Qt::NoButton);
    send(QEvent::MouseButtonRelease, to, Qt::LeftButton);
  }
  void key(Qt::Key key) { QTest::keyClick(&view_, key); }

  models::RunData run_ = pages::loaded_run(query::made_timeline());
  models::TimelineData data_;
  TimelineView view_{&data_};
};

TEST_F(TimelineViewTest, DrawsAHoldWhereItsTimeIs_InTheColourOfItsClass) {
  view_.show_span({9 * kMs, 15 * kMs});
  const QColor base = view_.palette().color(QPalette::Base);
  const QColor held = models::class_color("");
  // Right of the text in it.
  EXPECT_EQ(pixel(LaneKind::PageLocks, 13 * kMs + 700'000), held);
  EXPECT_EQ(pixel(LaneKind::PageLocks, 14 * kMs + 500'000), base);
  EXPECT_EQ(pixel(LaneKind::PageReferences, 11 * kMs), models::class_color("gup"));
  EXPECT_EQ(pixel(LaneKind::PageReferences, 14 * kMs + 500'000), base);
  EXPECT_EQ(pixel(LaneKind::Operations, 14 * kMs + 500'000),
            models::status_color(CellStatus::GuestOops));
}

TEST_F(TimelineViewTest, DrawsTheEventsOfACpu_WhereThereAreAny) {
  view_.show_span({15 * kMs, 45 * kMs});
  ASSERT_TRUE(comes_to_rest());
  EXPECT_EQ(pixel(LaneKind::Cpu, 30 * kMs, 10), models::system_color("page_lock"));
  EXPECT_NE(pixel(LaneKind::Cpu, 17 * kMs, 10), models::system_color("page_lock"));
}

TEST_F(TimelineViewTest, WheelZoomsAtThePointer) {
  const QPointF at(700, 200);
  const std::int64_t under = view_.zoom().ns_at(at.x() - kTitleWidth, 1'000 - kTitleWidth);
  const std::int64_t before = view_.zoom().shown().length();
  wheel(at, 3);
  EXPECT_LT(view_.zoom().shown().length(), before);
  const std::int64_t now = view_.zoom().ns_at(at.x() - kTitleWidth, 1'000 - kTitleWidth);
  EXPECT_NEAR(static_cast<double>(now), static_cast<double>(under),
              static_cast<double>(before) / 100);
  wheel(at, -10);
  EXPECT_TRUE(view_.zoom().shows_all());
}

TEST_F(TimelineViewTest, KeysZoomAndScroll_AndHomeShowsTheWholeBoot) {
  const std::int64_t all = view_.zoom().shown().length();
  key(Qt::Key_W);
  key(Qt::Key_W);
  EXPECT_LT(view_.zoom().shown().length(), all);
  const std::int64_t begin = view_.zoom().shown().begin_ns;
  key(Qt::Key_D);
  EXPECT_GT(view_.zoom().shown().begin_ns, begin);
  key(Qt::Key_A);
  EXPECT_NEAR(static_cast<double>(view_.zoom().shown().begin_ns), static_cast<double>(begin), 2);
  key(Qt::Key_S);
  key(Qt::Key_Home);
  EXPECT_TRUE(view_.zoom().shows_all());
}

TEST_F(TimelineViewTest, ADragScrolls_WithShiftItZoomsToTheBox) {
  view_.show_span({20 * kMs, 24 * kMs});
  drag({600, 200}, {400, 200}, Qt::NoModifier);
  EXPECT_GT(view_.zoom().shown().begin_ns, 20 * kMs);
  EXPECT_EQ(view_.zoom().shown().length(), 4 * kMs);

  const std::int64_t left = view_.zoom().ns_at(400 - kTitleWidth, 1'000 - kTitleWidth);
  drag({400, 200}, {600, 220}, Qt::ShiftModifier);
  EXPECT_NEAR(static_cast<double>(view_.zoom().shown().begin_ns), static_cast<double>(left),
              50'000);
  EXPECT_LT(view_.zoom().shown().length(), 2 * kMs);
}

TEST_F(TimelineViewTest, ArrowKeysStepThroughTheEventsOfALine) {
  QSignalSpy chosen(&view_, &TimelineView::time_chosen);
  ASSERT_EQ(view_.lanes().at(0).kind, LaneKind::Operations);
  key(Qt::Key_Down);   // operations
  key(Qt::Key_Right);  // the first one begins
  EXPECT_EQ(view_.selected(), 9 * kMs);
  key(Qt::Key_Right);
  EXPECT_EQ(view_.selected(), 9 * kMs);
  key(Qt::Key_Down);  // failures
  key(Qt::Key_Right);
  EXPECT_EQ(view_.selected(), 12 * kMs);
  key(Qt::Key_Left);
  EXPECT_EQ(view_.selected(), 12 * kMs);
  EXPECT_EQ(chosen.count(), 2);
}

TEST_F(TimelineViewTest, MarkersSayWhatIsBetweenThem_UntilEscape) {
  view_.select(10 * kMs);
  view_.set_marker(false, 10 * kMs);
  EXPECT_EQ(view_.markers_text(), "A 0.010000000 s");
  view_.set_marker(true, 12 * kMs);
  EXPECT_TRUE(view_.markers_text().startsWith("A 0.010000000 s, B 0.012000000 s, 2"));
  EXPECT_TRUE(view_.markers_text().endsWith(" ms between them"));
  key(Qt::Key_Escape);
  EXPECT_EQ(view_.markers_text(), "");
  EXPECT_FALSE(view_.selected());
}

TEST_F(TimelineViewTest, SaysWhatAPlaceShows) {
  view_.show_span({9 * kMs, 15 * kMs});
  const QString hold = view_.text_at(place(LaneKind::PageLocks, 12 * kMs));
  EXPECT_TRUE(hold.contains("held the lock from 0.010000000 s, for 4")) << hold.toStdString();
  EXPECT_TRUE(hold.contains("pid 100")) << hold.toStdString();
  EXPECT_TRUE(hold.contains("do_fault")) << hold.toStdString();
  EXPECT_TRUE(view_.text_at(place(LaneKind::PageReferences, 11 * kMs)).contains("pin<b>"));
  EXPECT_TRUE(view_.text_at(place(LaneKind::PageWaits, 13 * kMs)).contains("woken by pid 100"));
  EXPECT_TRUE(view_.text_at(place(LaneKind::Failures, 12 * kMs)).contains("pfn 0x1000"));
  EXPECT_TRUE(view_.text_at(place(LaneKind::Operations, 12 * kMs)).contains("cma_alloc failed"));
  EXPECT_EQ(view_.text_at({3, 3}), "");
}

TEST_F(TimelineViewTest, AClickChoosesAFailure) {
  view_.show_span({9 * kMs, 15 * kMs});
  QSignalSpy chosen(&view_, &TimelineView::failure_chosen);
  QTest::mouseClick(view_.viewport(), Qt::LeftButton, {}, place(LaneKind::Failures, 12 * kMs));
  ASSERT_EQ(chosen.count(), 1);
  EXPECT_EQ(chosen[0][0].toLongLong(), 1);
  EXPECT_EQ(view_.selected(), 12 * kMs);
}

TEST_F(TimelineViewTest, LostEventsAreShadedWhereThePageSaysThem) {
  view_.show_span({14 * kMs, 40 * kMs});
  ASSERT_TRUE(comes_to_rest());
  const auto& lanes = view_.lanes();
  const QImage image = view_.viewport()->grab().toImage();
  const QRect rect = view_.rect_of(lanes.back());  // CPU 1
  const auto at = [&](std::int64_t ns) {
    return image.pixelColor(static_cast<int>(view_.x_of(ns)), rect.top() + 4);
  };
  EXPECT_NE(at(28 * kMs), view_.palette().color(QPalette::Base));
  EXPECT_EQ(at(36 * kMs), view_.palette().color(QPalette::Base));
}

}  // namespace
}  // namespace folioscope::charts
