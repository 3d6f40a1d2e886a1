// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/escape.h"

#include <gtest/gtest.h>

#include "resultpage/markdown_table.h"

namespace folioscope::resultpage {
namespace {

TEST(PlainLine, IsOneLineOfValidUtf8) {
  EXPECT_EQ(plain_line("a\nb\tc\r"), "a b c ");
  EXPECT_EQ(plain_line("\x1b[31m"), "?[31m");
  EXPECT_EQ(plain_line("µ “x”"), "µ “x”");
  EXPECT_EQ(plain_line("\xc3"), "?");                 // cut off
  EXPECT_EQ(plain_line("\xc0\xaf"), "??");            // overlong
  EXPECT_EQ(plain_line("\xed\xa0\x80"), "???");       // a surrogate
  EXPECT_EQ(plain_line("\xef\xbf\xbf"), "???");       // no character of XML
  EXPECT_EQ(plain_line("\xf4\x90\x80\x80"), "????");  // beyond Unicode
}

TEST(Markdown, ShowsTextAsItIs) {
  EXPECT_EQ(markdown("fault_around: 400 -> 30"), "fault_around: 400 -&gt; 30");
  EXPECT_EQ(markdown("_a_ *b* `c` [d](e)"), "\\_a\\_ \\*b\\* \\`c\\` \\[d\\](e)");
  EXPECT_EQ(markdown("<script>&amp;"), "&lt;script&gt;&amp;amp;");
  EXPECT_EQ(markdown("# x\n- y"), "\\# x - y");
  EXPECT_EQ(markdown_code("a`b"), "`a'b`");
  EXPECT_EQ(markdown_code(""), "");
}

TEST(Xml, HasNoMarkupOfTheText) {
  EXPECT_EQ(xml("<a b=\"c\">&\x01"), "&lt;a b=&quot;c&quot;&gt;&amp;?");
}

TEST(FileName, StaysInItsDirectory) {
  EXPECT_EQ(file_name("fault-around_6.12"), "fault-around_6.12");
  EXPECT_EQ(file_name("../../etc/passwd"), "run..-..-etc-passwd");
  EXPECT_EQ(file_name(""), "run");
}

TEST(MarkdownTable, CellsEndWhereTheyShould) {
  MarkdownTable table({{"a"}, {"b", text::Align::Right}});
  EXPECT_TRUE(table.empty());
  table.add({markdown("x | y \\"), "1\n2"});
  EXPECT_EQ(table.render(), "| a | b |\n|---|--:|\n| x \\| y \\\\ | 1 2 |\n");
}

}  // namespace
}  // namespace folioscope::resultpage
