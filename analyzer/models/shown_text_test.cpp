// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shown_text.h"

#include <gtest/gtest.h>

#include "models/cell_model.h"
#include "testing/hostile_names.h"

namespace folioscope::models {
namespace {

TEST(ShownText, ShortOnesStayAsTheyAre) {
  EXPECT_EQ(shown(QString("drain-only <b>")), "drain-only <b>");
  EXPECT_EQ(shown(QString("ααα – אב")), "ααα – אב");
}

TEST(ShownText, LongOnesKeepBothEnds) {
  const QString text = shown("begin" + QString(5000, 'x') + "end", 20);
  EXPECT_EQ(text.size(), 20);
  EXPECT_TRUE(text.startsWith("begin"));
  EXPECT_TRUE(text.endsWith("end"));
}

TEST(ShownText, NoCutGoesThroughACharacter) {
  QString faces;
  for (int i = 0; i < 100; ++i) faces += QString::fromUtf8("😀");
  for (qsizetype most = 8; most < 14; ++most) {
    const QString text = shown(faces, most);
    EXPECT_LE(text.size(), most);
    EXPECT_FALSE(text.toUcs4().contains(0xfffd)) << most;
  }
}

TEST(ShownText, IsOneLineThatNothingTurnsAround) {
  EXPECT_EQ(shown(QString("a\nb\tc")), "a b c");
  EXPECT_EQ(shown(QString::fromUtf8("evil\u202etxt\u2066")), QString::fromUtf8("evil�txt�"));
  EXPECT_EQ(shown(QString(QChar(7))), QString(QChar::ReplacementCharacter));
  EXPECT_EQ(shown_lines("a\nb\tc"), "a\nb c");
}

TEST(ShownText, TablesShowWhateverTheRunSaysInBoundedLines) {
  CellModel model(cell_columns());
  for (const std::string& name : query::hostile_names()) {
    query::Cell cell;
    cell.row.variant = cell.row.machine = cell.row.workload = cell.row.reason = name;
    model.set_rows({{.cell = cell}});
    for (int column = 0; column < model.columnCount(); ++column) {
      const QString text = model.index(0, column).data().toString();
      EXPECT_LE(text.size(), kCellLength);
      EXPECT_FALSE(text.contains('\n') || text.contains(QChar(0x202e)));
    }
    const QModelIndex variant = model.index(0, static_cast<int>(CellColumn::Variant));
    EXPECT_EQ(variant.data(kWholeTextRole).toString(), QString::fromStdString(name));
    const QString tip = variant.data(Qt::ToolTipRole).toString();
    EXPECT_FALSE(tip.contains("<b>"));
    EXPECT_EQ(!tip.isEmpty(), variant.data().toString() != QString::fromStdString(name));
  }
}

}  // namespace
}  // namespace folioscope::models
