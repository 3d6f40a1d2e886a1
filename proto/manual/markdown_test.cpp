// SPDX-License-Identifier: GPL-3.0-or-later
#include "manual/markdown.h"

#include <gtest/gtest.h>

namespace folioscope::manual {
namespace {

TEST(RoffOfMarkdown, HeadingsAreSections_TitleAndCommentsGo) {
  EXPECT_EQ(roff_of_markdown("<!-- licence -->\n# Title\n\nText.\n\n## One `key`\n\n### Two\n"),
            ".PP\nText.\n.SH \"ONE KEY\"\n.SS \"Two\"\n");
}

TEST(RoffOfMarkdown, LinksIntoTheTreeAreTheirText_OthersSayWhere) {
  EXPECT_EQ(roff_of_markdown("See [it](../a.md#b) and [RE2](https://re2.org/x)."),
            ".PP\nSee it and RE2 (https://re2.org/x).\n");
}

TEST(RoffOfMarkdown, CodeStandsAsItIs) {
  EXPECT_EQ(roff_of_markdown("Write `a-b`:\n\n    .x: '1'\n      y\n"),
            ".PP\nWrite \\fBa\\-b\\fR:\n.PP\n.RS 2\n.nf\n\\&.x: \\(aq1\\(aq\n  y\n.fi\n.RE\n");
}

TEST(RoffOfMarkdown, ARowOfATableIsATermAndWhatItMeans) {
  EXPECT_EQ(roff_of_markdown("| key | says |\n|---|---|\n| `a` | one |\n"),
            ".TP\n\\fBa\\fR\none\n");
}

TEST(RoffOfMarkdown, ListsHaveTheirDots) {
  EXPECT_EQ(
      roff_of_markdown("- **one**\n- two\n\n      code\n"),
      ".IP \\(bu 2\n\\fBone\\fR\n.IP \\(bu 2\ntwo\n.RS 2\n.PP\n.RS 2\n.nf\ncode\n.fi\n.RE\n.RE\n");
}

}  // namespace
}  // namespace folioscope::manual
