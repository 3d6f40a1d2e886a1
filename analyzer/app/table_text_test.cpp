// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/table_text.h"

#include <gtest/gtest.h>

#include "models/row_model.h"

namespace folioscope::app {
namespace {

struct Line {
  std::string name;
  int boots = 0;
};

class TableText : public ::testing::Test {
 protected:
  TableText()
      : table_({{.title = "Variant",
                 .text = [](const Line& line) { return QString::fromStdString(line.name); }},
                {.title = "Note", .text = [](const Line&) { return QString(); }},
                {.title = "Boots", .alignment = Qt::AlignRight, .text = [](const Line& line) {
                   return QString::number(line.boots);
                 }}}) {
    table_.set_rows({{"stock", 6}, {"a|b\tc\nd", 12}});
  }
  models::RowModel<Line> table_;
};

TEST_F(TableText, ForASpreadsheet_IsALineForEachRow) {
  EXPECT_EQ(table_text(table_, TableFormat::Tsv), "Variant\tBoots\nstock\t6\na|b c d\t12\n");
}

TEST_F(TableText, ForAPage_IsEscaped) {
  EXPECT_EQ(table_text(table_, TableFormat::Markdown),
            "| Variant | Boots |\n|---|--:|\n| stock | 6 |\n| a\\|b c d | 12 |\n");
}

TEST_F(TableText, ForAChangelog_IsAligned) {
  EXPECT_EQ(table_text(table_, TableFormat::Changelog),
            "  Variant  Boots\n  stock        6\n  a|b c d     12\n");
}

TEST_F(TableText, OfNothing_IsEmpty) {
  table_.set_rows({});
  EXPECT_EQ(table_text(table_, TableFormat::Tsv), "");
}

}  // namespace
}  // namespace folioscope::app
