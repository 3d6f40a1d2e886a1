// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/shown_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

namespace folioscope {
namespace {

TEST(ShownText, ReplacesWhatATerminalWouldObey) {
  EXPECT_EQ(printable("a\x1b[31mred\n\x7f"), "a?[31mred??");
  EXPECT_EQ(printable("\xc2\x9b"
                      "5A"),
            "?5A");
  EXPECT_EQ(printable("über – “x” 𝄞"), "über – “x” 𝄞");
}

TEST(ShownText, ReplacesWhatReordersOrBreaksTheLine) {
  EXPECT_EQ(printable("a\u202eb"), "a?b");
  EXPECT_EQ(printable("a\u2066b\u2069\u200f\u061c"), "a?b???");
  EXPECT_EQ(printable("a\u2028b"), "a?b");
}

TEST(ShownText, ReplacesEveryByteThatIsNoUtf8) {
  EXPECT_EQ(printable("\xc3"), "?");                 // cut off
  EXPECT_EQ(printable("\xc0\xaf"), "??");            // overlong
  EXPECT_EQ(printable("\xed\xa0\x80"), "???");       // a surrogate
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "????");  // beyond Unicode
  EXPECT_EQ(printable("\xe2\x82"), "??");
}

TEST(ShownText, LinesStayWhereTheyAreAskedFor) {
  EXPECT_EQ(printable_lines("one\ntwo\r\x1b]0;title\x07\n"), "one\ntwo??]0;title?\n");
}

TEST(ShownText, IsValidAndInertWhateverTheBytes) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(random() % 40, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    const std::string text = printable(bytes);
    for (std::size_t i = 0; i < text.size();) {
      const std::size_t length = utf8_length(std::string_view(text).substr(i));
      ASSERT_GT(length, 0U);
      ASSERT_FALSE(length == 1 && (static_cast<unsigned char>(text[i]) < 0x20 || text[i] == 0x7f));
      i += length;
    }
    ASSERT_EQ(printable(text), text);
  }
}

TEST(ShownText, JsonIsPrintedInAsciiAndTakesAnyBytes) {
  const nlohmann::json json = {{"comm", "a\xff\u202e\x1b"}};
  EXPECT_EQ(json_text(json, -1), R"({"comm":"a\ufffd\u202e\u001b"})");
}

}  // namespace
}  // namespace folioscope
