// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/holders_page.h"

#include <gtest/gtest.h>

#include "testing/loaded_run.h"
#include "testing/made_references.h"

namespace folioscope::pages {
namespace {

QString cell(const QTableView& view, int row, int column) {
  const QAbstractItemModel& model = *view.model();
  return model.data(model.index(row, column)).toString();
}

TEST(HoldersPage, ShowsBarsClassesAndStacksOfTheReport) {
  HoldersPage page;
  page.show_run(loaded_run(query::made_references()));
  ASSERT_TRUE(page.has_table());
  EXPECT_EQ(page.chart().variant_labels(), (QStringList{"stock", "drain-only"}));
  EXPECT_EQ(page.chart().class_labels().first(), "lru_batch");
  for (std::size_t variant : {0u, 1u}) {
    double sum = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(page.chart().class_labels().size()); ++i)
      sum += page.chart().percent(i, variant);
    EXPECT_NEAR(sum, 100, 1e-9);
  }
  using models::ClassColumn;
  EXPECT_EQ(cell(page.classes(), 1, static_cast<int>(ClassColumn::Share)), "91.1 %");
  EXPECT_EQ(cell(page.classes(), 1, static_cast<int>(ClassColumn::Outcome)), "changed");
  using models::PlaceColumn;
  EXPECT_EQ(cell(page.places(), 3, static_cast<int>(PlaceColumn::Task)), "lrupark");
  EXPECT_TRUE(page.caption().contains("310 of 316 failures"));
  EXPECT_TRUE(page.caption().contains("stock 5.7, drain-only 45.0"));
}

TEST(HoldersPage, RunWithoutFailures_SaysWhatWouldShowThem) {
  HoldersPage page;
  page.show_run(loaded_run(query::made_references()));
  page.show_run(loaded_run(query::made_cma_batching()));
  EXPECT_FALSE(page.has_table());
  EXPECT_TRUE(page.message().contains("instrumentation"));
  EXPECT_EQ(page.classes().model()->rowCount(), 0);
}

TEST(HoldersPage, GroupIsChosenAndKept) {
  query::MadeRun made = query::made_references();
  made.add_condition("numa2", "cma-churn");
  HoldersPage page;
  page.show_run(loaded_run(made));
  page.condition_choice().choice().setCurrentIndex(1);
  EXPECT_FALSE(page.has_table());
  page.show_run(loaded_run(made));
  EXPECT_EQ(page.condition_choice().choice().currentText(), "numa2, cma-churn");
  page.condition_choice().choice().setCurrentIndex(0);
  EXPECT_TRUE(page.has_table());
}

}  // namespace
}  // namespace folioscope::pages
