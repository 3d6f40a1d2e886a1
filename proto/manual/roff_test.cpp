// SPDX-License-Identifier: GPL-3.0-or-later
#include "manual/roff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::manual {
namespace {

TEST(Roff, WhatGroffWouldObeyIsLiteral) {
  EXPECT_EQ(roff(R"(a\n --out it's `x` ~^)"), R"(a\en \-\-out it\(aqs \(gax\(ga \(ti\(ha)");
}

TEST(Roff, ALineThatBeginsLikeARequestIsText) {
  EXPECT_EQ(line(roff(".so /etc/passwd")), "\\&.so /etc/passwd\n");
  EXPECT_EQ(line(roff("'tis")), "\\(aqtis\n");
}

TEST(Roff, WordsInBackQuotesAreBold_OneAloneStays) {
  EXPECT_EQ(roff_words("see `plan`, ` and"), "see \\fBplan\\fR, \\(ga and");
}

TEST(Roff, LinesOfAParagraphAreFilled_IndentedOnesStand) {
  EXPECT_EQ(paragraphs("one\ntwo\n  a  b\n  .c\nthree\n\nfour"),
            "one two\n.RS 2\n.nf\na  b\n\\&.c\n.fi\n.RE\nthree\n.PP\nfour\n");
}

TEST(Roff, AHeadingIsOneArgument) {
  EXPECT_EQ(heading("see \"also\""), ".SH \"SEE \\(dqALSO\\(dq\"\n");
}

}  // namespace
}  // namespace folioscope::manual
