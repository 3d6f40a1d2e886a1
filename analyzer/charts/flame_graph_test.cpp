// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/flame_graph.h"

#include <gtest/gtest.h>

#include <QImage>
#include <QTest>

#include "models/colors.h"
#include "testing/hostile_names.h"

namespace folioscope::charts {
namespace {

using compare::StackOrder;

class Flame : public ::testing::Test {
 protected:
  Flame() {
    graph_.resize(1000, 400);
    graph_.show_stacks({{"get;read;sys", "read", 3, 6}, {"add;read;sys", "lru_batch", 9, 0}},
                       "failures in a boot");
    graph_.show();
  }
  void press(Qt::Key key) { QTest::keyClick(&graph_, key); }

  FlameGraph graph_;
};

TEST_F(Flame, BoxesAreAsWideAsTheirWeightAndStandOnTheirCaller) {
  const QRect all = graph_.box_of("all"), sys = graph_.box_of("sys"), add = graph_.box_of("add"),
              get = graph_.box_of("get");
  EXPECT_EQ(sys.width(), all.width());
  EXPECT_NEAR(add.width(), 3 * get.width(), 2);
  EXPECT_LT(add.bottom(), graph_.box_of("read").top() + 1);
  EXPECT_LT(sys.bottom(), all.top() + 1);
  EXPECT_EQ(all.bottom(), graph_.viewport()->rect().bottom());
}

TEST_F(Flame, CalleesStandAboveWhoCalledThem) {
  graph_.set_order(StackOrder::Callee);
  EXPECT_EQ(graph_.box_of("all").top(), 0);
  EXPECT_EQ(graph_.box_of("add").top(), graph_.box_of("get").top());
  EXPECT_LT(graph_.box_of("add").top(), graph_.box_of("sys").top());
}

TEST_F(Flame, TextSaysFrameWeightAndShare) {
  EXPECT_EQ(graph_.text_at(graph_.box_of("add").center()),
            "add: 9.0 failures in a boot, 75.0 %; lru_batch");
  graph_.set_colors(FlameGraph::Colors::Change);
  EXPECT_EQ(graph_.text_at(graph_.box_of("get").center()),
            "get: 3.0 failures in a boot, 25.0 %; baseline 6.0; read");
  EXPECT_EQ(graph_.text_at({500, 5}), "");
}

TEST_F(Flame, ClickZoomsAndEscapeShowsAllAgain) {
  QTest::mouseClick(graph_.viewport(), Qt::LeftButton, {}, graph_.box_of("get").center());
  EXPECT_EQ(graph_.zoomed(), (QStringList{"sys", "read", "get"}));
  EXPECT_EQ(graph_.box_of("get").width(), graph_.box_of("all").width());
  EXPECT_TRUE(graph_.box_of("add").isNull());
  press(Qt::Key_Backspace);
  EXPECT_EQ(graph_.zoomed(), (QStringList{"sys", "read"}));
  press(Qt::Key_Escape);
  EXPECT_TRUE(graph_.zoomed().isEmpty());
  EXPECT_FALSE(graph_.box_of("add").isNull());
}

TEST_F(Flame, KeysWalkFromFrameToFrame) {
  press(Qt::Key_Up);
  EXPECT_EQ(graph_.focused(), "all");
  for (int i = 0; i < 3; ++i) press(Qt::Key_Up);
  EXPECT_EQ(graph_.focused(), "add");
  press(Qt::Key_Right);
  EXPECT_EQ(graph_.focused(), "get");
  EXPECT_TRUE(graph_.accessibleDescription().startsWith("get: 3.0"));
  press(Qt::Key_Return);
  EXPECT_EQ(graph_.zoomed().last(), "get");
  press(Qt::Key_Down);
  EXPECT_EQ(graph_.focused(), "read");
}

TEST_F(Flame, ColoursAreOfTheClassOrOfTheChange) {
  const auto color = [this](const char* frame) {
    const QRect box = graph_.box_of(frame);
    return graph_.viewport()->grab().toImage().pixelColor(box.right() - 6, box.center().y());
  };
  EXPECT_EQ(color("add"), models::class_color("lru_batch"));
  EXPECT_EQ(color("get"), models::class_color("read"));
  graph_.set_colors(FlameGraph::Colors::Change);
  EXPECT_EQ(color("add"), models::change_color(1, {}));
  EXPECT_GT(color("get").blue(), color("get").red());  // half of the baseline's
}

TEST_F(Flame, DeepStacksScroll) {
  std::string deep = "f0";
  for (int i = 1; i < 100; ++i) deep += ";f" + std::to_string(i);
  graph_.show_stacks({{deep, "read", 1, 0}}, "failures");
  EXPECT_GT(graph_.box_of("all").top(), 0);  // begins at the bottom
  EXPECT_LT(graph_.box_of("f0").top(), 0);
  graph_.set_order(StackOrder::Callee);
  EXPECT_EQ(graph_.box_of("all").top(), 0);
}

TEST_F(Flame, FramesOfAnyNameAreDrawnInTheirBoxes) {
  for (const std::string& name : query::hostile_names()) {
    graph_.show_stacks({{name, name, 1, 0}}, "failures");
    EXPECT_LE(graph_.text_at({500, graph_.viewport()->height() - 30}).size(), 300);
    EXPECT_FALSE(graph_.grab().isNull());
    EXPECT_LT(graph_.minimumSizeHint().width(), 300);
  }
}

TEST_F(Flame, OfNothing_TakesKeysAndClicks) {
  graph_.clear();
  press(Qt::Key_Up);
  press(Qt::Key_Escape);
  QTest::mouseClick(graph_.viewport(), Qt::LeftButton, {}, {10, 10});
  EXPECT_TRUE(graph_.empty());
  EXPECT_EQ(graph_.focused(), "");
}

}  // namespace
}  // namespace folioscope::charts
