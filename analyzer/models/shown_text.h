// SPDX-License-Identifier: GPL-3.0-or-later
// Texts of others (names of variants, tasks, stacks) as tables, labels and charts can show them: of
// one line, of bounded length, and read from left to right whatever is in them. For a place that
// reads HTML (tool tips, Qt Charts), toHtmlEscaped() follows.
#pragma once

#include <QString>
#include <string_view>

namespace folioscope::models {

// UTF-16 code units.
inline constexpr qsizetype kLabelLength = 32;     // of a chart, a heading, an entry of a list
inline constexpr qsizetype kCellLength = 120;     // of a table
inline constexpr qsizetype kDetailLength = 4000;  // of a tool tip or a pane of details

// Line breaks and tabs become spaces, what is not printed or turns the direction of writing becomes
// U+FFFD. What is longer than `most` loses its middle: names differ at their ends.
QString shown(const QString& text, qsizetype most = kLabelLength);
QString shown(std::string_view text, qsizetype most = kLabelLength);

// The same of a text of several lines, which keeps them.
QString shown_lines(const QString& text, qsizetype most = kDetailLength);

}  // namespace folioscope::models
