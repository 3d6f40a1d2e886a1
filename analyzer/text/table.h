// SPDX-License-Identifier: GPL-3.0-or-later
// Aligned columns of plain text. Text from a guest or a file may hold anything: what a terminal
// would obey is replaced.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace folioscope::text {

enum class Align { Left, Right };

class Table {
 public:
  explicit Table(std::vector<Align> columns) : columns_(std::move(columns)) {}

  void add(std::vector<std::string> row);  // as many texts as columns
  void add_line(std::string_view text);    // across all columns, not indented; may be empty
  bool empty() const { return rows_.empty(); }
  // Columns as wide as their widest text, two blanks apart; no blanks at the end of a line.
  std::string render(std::size_t indent) const;

 private:
  using Row = std::vector<std::string>;

  std::vector<Align> columns_;
  std::vector<std::variant<Row, std::string>> rows_;
};

// Code points of UTF-8 text: the cells it takes on a terminal (no text here is wide or combining).
std::size_t display_width(std::string_view text);

// Breaks text at blanks into lines of at most `width`, each behind `indent` blanks. Line breaks of
// the text are kept; a word longer than the width stays whole.
std::string wrap(const std::string& text, std::size_t indent, std::size_t width);

}  // namespace folioscope::text
