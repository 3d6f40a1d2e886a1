// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of a Markdown document as values, so that what they say can be compared with what is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace folioscope::tree {

// Cells without surrounding blanks, one vector a row, the heading row left out.
using Table = std::vector<std::vector<std::string>>;

// The first table whose heading row begins with this cell; empty when there is none.
Table table_of(std::string_view document, std::string_view first_heading);

// "`a`, `b/c`" -> a, b/c; back quotes and a trailing '/' are left out, and so is what stands in
// parentheses.
std::vector<std::string> names_in(std::string_view cell);

}  // namespace folioscope::tree
