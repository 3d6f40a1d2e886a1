// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/table.h"

#include <gtest/gtest.h>

namespace folioscope::text {
namespace {

TEST(Table, AlignsColumnsAndEndsLinesWithoutBlanks) {
  Table table({Align::Left, Align::Right, Align::Left});
  table.add({"stock", "6", ""});
  table.add_line("a line across that is wider than the columns");
  table.add({"drain-only", "12", "changed"});
  EXPECT_EQ(table.render(2),
            "  stock        6\n"
            "a line across that is wider than the columns\n"
            "  drain-only  12  changed\n");
}

TEST(Table, CountsCharactersNotBytes) {
  Table table({Align::Left, Align::Left});
  table.add({"é", "x"});
  table.add({"ee", "y"});
  EXPECT_EQ(table.render(0), "é   x\nee  y\n");
}

TEST(Wrap, BreaksAtBlanksAndKeepsLineBreaks) {
  EXPECT_EQ(wrap("one two three\nfour", 2, 9), "  one two\n  three\n  four\n");
  EXPECT_EQ(wrap("unbreakable", 0, 4), "unbreakable\n");
  EXPECT_EQ(wrap("", 2, 9), "");
}

}  // namespace
}  // namespace folioscope::text
