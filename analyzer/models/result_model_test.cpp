// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/result_model.h"

#include <gtest/gtest.h>

#include "base/temp_dir.h"
#include "store/reader.h"
#include "testing/made_rows.h"
#include "testing/made_run.h"

namespace folioscope::models {
namespace {

class ResultTable : public ::testing::Test {
 protected:
  // The metric of that name in a made run.
  void show(const query::MadeRun& made, const std::string& name) {
    const TempDir dir = *TempDir::create("store");
    made.write(dir / "run.db");
    auto reader = store::Reader::open(dir / "run.db");
    ASSERT_TRUE(reader);
    auto comparison = query::load(**reader);
    ASSERT_TRUE(comparison);
    const compare::TestedRun run = compare::tested(*std::move(comparison));
    const query::Condition& condition = run.conditions.at(0);
    for (const query::Series& series : condition.series)
      if (series.metric == name)
        model_.set_rows(result_rows(compare::evaluate(run, condition, series)));
  }

  QString text(int row, ResultColumn column) const {
    return model_.data(model_.index(row, static_cast<int>(column)), Qt::DisplayRole).toString();
  }

  ResultModel model_{result_columns()};
};

TEST_F(ResultTable, SaysWhatTheReportSays) {
  show(query::made_cma_batching(), "cma_failure_rate");
  ASSERT_EQ(model_.rowCount(), 2);
  EXPECT_EQ(text(0, ResultColumn::Variant), "stock");
  EXPECT_EQ(text(0, ResultColumn::Median), "0.00 %");
  EXPECT_EQ(text(0, ResultColumn::Difference), "");
  EXPECT_EQ(text(0, ResultColumn::Outcome), "baseline");
  EXPECT_EQ(text(1, ResultColumn::Boots), "6");
  EXPECT_EQ(text(1, ResultColumn::Median), "11.25 %");
  EXPECT_EQ(text(1, ResultColumn::Difference), "+10.83 points");
  EXPECT_EQ(text(1, ResultColumn::Interval), "[+7.91, +13.76]");
  EXPECT_EQ(text(1, ResultColumn::PValue), "0.009");
  EXPECT_EQ(text(1, ResultColumn::Mean), "11.25 %");
  EXPECT_EQ(text(1, ResultColumn::Relative), "");  // of a baseline with zeros
  EXPECT_EQ(text(1, ResultColumn::Shows), "4.05");
  EXPECT_EQ(text(1, ResultColumn::Outcome), "regressed");
}

TEST_F(ResultTable, HasATitleForEveryColumn) {
  EXPECT_EQ(model_.columnCount(), static_cast<int>(ResultColumn::Outcome) + 1);
  EXPECT_EQ(
      model_.headerData(static_cast<int>(ResultColumn::PValue), Qt::Horizontal, Qt::DisplayRole)
          .toString(),
      "p");
}

TEST_F(ResultTable, TheOutcomesTip_SaysWhyAndWhatTheMeanDoesNot) {
  query::MadeRun made({"stock", "patched"}, 6);
  made.metric("stock", "cma_latency_p50", "us", {10, 50, 11, 51, 10, 49});
  made.metric("patched", "cma_latency_p50", "us", {12, 48, 10, 52, 11, 50});
  show(made, "cma_latency_p50");
  const QString tip =
      model_.data(model_.index(1, static_cast<int>(ResultColumn::Outcome)), Qt::ToolTipRole)
          .toString();
  EXPECT_TRUE(tip.contains("cannot distinguish this from chance")) << tip.toStdString();
  EXPECT_TRUE(tip.contains("two peaks: 3 boots around")) << tip.toStdString();
}

TEST_F(ResultTable, VariantWithoutBoots_HasNoNumbers) {
  query::MadeRun made({"stock", "patched"}, 2);
  made.metric("stock", "cma_failure_rate", "ratio", {0, 0.5});
  show(made, "cma_failure_rate");
  EXPECT_EQ(text(1, ResultColumn::Boots), "0");
  EXPECT_EQ(text(1, ResultColumn::Median), "\u2013");  // no boot: not 0
  EXPECT_EQ(text(1, ResultColumn::Interval), "");
  EXPECT_EQ(text(1, ResultColumn::Outcome), "no data");
}

TEST_F(ResultTable, MarksBootsThatLostEvents) {
  query::MadeRun made = query::made_cma_batching();
  made.cell("stock", 2).metrics[0].touched_by_loss = true;
  show(made, "cma_failure_rate");
  EXPECT_EQ(text(0, ResultColumn::Boots), "6*");
}

}  // namespace
}  // namespace folioscope::models
