// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/parts.h"

#include <gtest/gtest.h>

#include <QStandardItemModel>
#include <QTest>
#include <memory>

namespace folioscope::pages {
namespace {

class Table : public ::testing::Test {
 protected:
  Table() {
    view_->setModel(&model_);
    view_->show();
    QTest::qWait(1);
  }
  // Wide enough for what it says, in whatever font.
  bool shows(const QString& text) {
    return QTest::qWaitFor(
        [&] { return view_->columnWidth(0) > view_->fontMetrics().horizontalAdvance(text); }, 1000);
  }

  QStandardItemModel model_{0, 2};
  std::unique_ptr<QTableView> view_{table("a table", nullptr)};
};

TEST_F(Table, ColumnsAreAsWideAsRowsThatComeLater) {
  const QString first = "a row that came when the table had been shown";
  model_.appendRow({new QStandardItem(first), new QStandardItem("b")});
  EXPECT_TRUE(shows(first));
}

TEST_F(Table, ColumnsAreAsWideAsWhatRowsSayLater) {
  model_.appendRow({new QStandardItem("short"), new QStandardItem("b")});
  ASSERT_TRUE(shows("short"));
  const QString later = "what it says when there was news of the run";
  model_.item(0, 0)->setText(later);
  EXPECT_TRUE(shows(later));
}

}  // namespace
}  // namespace folioscope::pages
