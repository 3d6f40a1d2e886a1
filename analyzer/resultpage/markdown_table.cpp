// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/markdown_table.h"

#include <cassert>

namespace folioscope::resultpage {
namespace {

void append_cell(std::string& text, std::string_view cell) {
  text += ' ';
  for (const char c : cell) {
    if (c == '|') text += '\\';
    text += c == '\n' ? ' ' : c;
  }
  text += " |";
}

}  // namespace

MarkdownTable::MarkdownTable(const std::vector<Column>& columns)
    : columns_(columns.size()), text_("|") {
  for (const Column& column : columns) append_cell(text_, column.title);
  text_ += "\n|";
  for (const Column& column : columns)
    text_ += column.align == text::Align::Right ? "--:|" : "---|";
  text_ += '\n';
}

void MarkdownTable::add(const std::vector<std::string>& row) {
  assert(row.size() == columns_);
  text_ += '|';
  for (const std::string& cell : row) append_cell(text_, cell);
  text_ += '\n';
  ++rows_;
}

}  // namespace folioscope::resultpage
