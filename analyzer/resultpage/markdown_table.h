// SPDX-License-Identifier: GPL-3.0-or-later
// A table of Markdown. Cells are Markdown themselves (escape.h); what would end a cell or a
// row is taken care of here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/table.h"

namespace folioscope::resultpage {

class MarkdownTable {
 public:
  struct Column {
    std::string_view title;  // Markdown
    text::Align align = text::Align::Left;
  };
  explicit MarkdownTable(const std::vector<Column>& columns);

  void add(const std::vector<std::string>& row);  // as many cells as columns
  bool empty() const { return rows_ == 0; }
  const std::string& render() const { return text_; }

 private:
  std::size_t columns_;
  std::size_t rows_ = 0;
  std::string text_;
};

}  // namespace folioscope::resultpage
