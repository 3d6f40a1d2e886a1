// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/progress_chart.h"

#include <gtest/gtest.h>

#include <QImage>

#include "models/colors.h"

namespace folioscope::charts {
namespace {

using compare::Stage;

class Progress : public ::testing::Test {
 protected:
  Progress() {
    chart_.resize(800, 120);
    chart_.show_progress(
        {{"stock", {{Stage::Done, 6}, {Stage::Planned, 2}}},
         {"patched", {{Stage::Done, 2}, {Stage::Failed, 1}, {Stage::Working, 1}}}});
  }
  ProgressChart chart_;
};

TEST_F(Progress, PartsAreAsLongAsTheirBoots) {
  const QRectF done = chart_.part(0, Stage::Done), planned = chart_.part(0, Stage::Planned);
  EXPECT_NEAR(done.width(), 3 * planned.width(), 0.01);
  EXPECT_DOUBLE_EQ(done.right(), planned.left());
  // Half as many boots, half as long a bar.
  EXPECT_NEAR(chart_.part(1, Stage::Done).width(), planned.width(), 0.01);
  EXPECT_TRUE(chart_.part(1, Stage::Planned).isEmpty());
}

TEST_F(Progress, CountsLeaveOutWhatIsNotNeeded) {
  EXPECT_EQ(chart_.count_text(0), "6 of 8");
  EXPECT_EQ(chart_.count_text(1), "2 of 4, 1 failed");
  chart_.show_progress({{"stock", {{Stage::Done, 6}, {Stage::NotNeeded, 10}}}});
  EXPECT_EQ(chart_.count_text(0), "6 of 6");
}

TEST_F(Progress, EachStageHasItsColour) {
  const QImage image = chart_.grab().toImage();
  const auto at = [&](std::size_t variant, Stage stage) {
    return image.pixelColor(chart_.part(variant, stage).center().toPoint());
  };
  EXPECT_EQ(at(0, Stage::Done), models::status_color(CellStatus::Done));
  EXPECT_EQ(at(1, Stage::Failed), models::status_color(CellStatus::GuestOops));
  EXPECT_NE(at(1, Stage::Working), at(0, Stage::Done));
}

TEST_F(Progress, ThirtyVariantsTakeTheirHeightAndLongNamesAreCut) {
  std::vector<compare::VariantProgress> many;
  for (int i = 0; i < 30; ++i)
    many.push_back({std::string(200, 'x') + std::to_string(i), {{Stage::Done, 1}}});
  const int before = chart_.sizeHint().height();
  chart_.show_progress(many);
  EXPECT_GT(chart_.sizeHint().height(), 5 * before);
  EXPECT_GT(chart_.part(29, Stage::Done).width(), 300);
  EXPECT_TRUE(chart_.accessibleDescription().contains("1 done"));
}

}  // namespace
}  // namespace folioscope::charts
