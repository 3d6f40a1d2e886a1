// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/code_view.h"

#include <gtest/gtest.h>

#include <QScrollBar>
#include <QTextBlock>
#include <QTextLayout>

#include "models/colors.h"

namespace folioscope::pages {
namespace {

// The colour of a character; invalid: that of all text.
QColor color_at(const CodeView& view, int line, int column) {
  for (const auto& range : view.document()->findBlockByNumber(line).layout()->formats())
    if (column >= range.start && column < range.start + range.length)
      return range.format.foreground().color();
  return {};
}

TEST(CodeView, YamlHasColouredKeysValuesAndComments) {
  CodeView view(Language::Yaml, "file", nullptr);
  view.show_text("name: 'a # b'  # why\n  - {allocations: 10}\n# all of it");
  const auto ink = [&](models::Ink one) { return models::ink_color(one, view.palette()); };
  EXPECT_EQ(color_at(view, 0, 0), ink(models::Ink::Key));
  EXPECT_EQ(color_at(view, 0, 9), ink(models::Ink::Value));
  EXPECT_EQ(color_at(view, 0, 16), ink(models::Ink::Comment));
  EXPECT_EQ(color_at(view, 1, 6), ink(models::Ink::Key));
  EXPECT_FALSE(color_at(view, 1, 18).isValid());
  EXPECT_EQ(color_at(view, 2, 3), ink(models::Ink::Comment));
}

TEST(CodeView, DiffHasColouredLines) {
  CodeView view(Language::Diff, "patch", nullptr);
  view.show_text("--- a/mm/cma.c\n+++ b/mm/cma.c\n@@ -1 +1 @@\n-old\n+new\n context");
  const auto ink = [&](models::Ink one) { return models::ink_color(one, view.palette()); };
  EXPECT_EQ(color_at(view, 0, 0), ink(models::Ink::Heading));
  EXPECT_EQ(color_at(view, 3, 0), ink(models::Ink::Removed));
  EXPECT_EQ(color_at(view, 4, 0), ink(models::Ink::Added));
  EXPECT_FALSE(color_at(view, 5, 1).isValid());
}

TEST(CodeView, SameTextAgain_KeepsThePlace) {
  CodeView view(Language::Plain, "file", nullptr);
  view.resize(300, 100);
  view.show();
  const QString text = QStringLiteral("line\n").repeated(500);
  view.show_text(text);
  view.verticalScrollBar()->setValue(200);
  view.show_text(text);
  EXPECT_EQ(view.verticalScrollBar()->value(), 200);
  view.show_text("another");
  EXPECT_EQ(view.verticalScrollBar()->value(), 0);
}

TEST(CodeView, LineNumbersHaveRoomForTheLast) {
  CodeView view(Language::Plain, "file", nullptr);
  const int few = view.margin_width();
  view.show_text(QStringLiteral("\n").repeated(20'000));
  EXPECT_GT(view.margin_width(), few);
}

TEST(CodeView, DarkPalette_HasOtherColours) {
  QPalette dark;
  dark.setColor(QPalette::Window, QColor(0x11, 0x18, 0x27));
  dark.setColor(QPalette::WindowText, QColor(0xe5, 0xe7, 0xeb));
  CodeView view(Language::Diff, "patch", nullptr);
  view.show_text("+new");
  const QColor light = color_at(view, 0, 0);
  view.setPalette(dark);
  EXPECT_NE(color_at(view, 0, 0), light);
}

}  // namespace
}  // namespace folioscope::pages
