// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/table.h"

#include <algorithm>
#include <cassert>
#include <sstream>

#include "base/shown_text.h"

namespace folioscope::text {
namespace {

void end_line(std::string& text, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  text += line + '\n';
}

}  // namespace

std::size_t display_width(std::string_view text) {
  const auto starts_a_code_point = [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  };
  return static_cast<std::size_t>(std::ranges::count_if(text, starts_a_code_point));
}

void Table::add(std::vector<std::string> row) {
  assert(row.size() == columns_.size());
  for (std::string& text : row) text = printable(text);
  rows_.emplace_back(std::move(row));
}

void Table::add_line(std::string_view text) { rows_.emplace_back(printable(text)); }

std::string Table::render(std::size_t indent) const {
  std::vector<std::size_t> widths(columns_.size());
  for (const auto& entry : rows_)
    if (const Row* row = std::get_if<Row>(&entry))
      for (std::size_t i = 0; i < row->size(); ++i)
        widths[i] = std::max(widths[i], display_width((*row)[i]));

  std::string text;
  for (const auto& entry : rows_) {
    const Row* row = std::get_if<Row>(&entry);
    if (row == nullptr) {
      end_line(text, std::get<std::string>(entry));
      continue;
    }
    std::string line(indent, ' ');
    for (std::size_t i = 0; i < row->size(); ++i) {
      if (i > 0) line += "  ";
      const std::string padding(widths[i] - display_width((*row)[i]), ' ');
      line += columns_[i] == Align::Left ? (*row)[i] + padding : padding + (*row)[i];
    }
    end_line(text, std::move(line));
  }
  return text;
}

std::string wrap(const std::string& text, std::size_t indent, std::size_t width) {
  std::string result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string current;
    for (std::string word; words >> word;) {
      if (!current.empty() && indent + display_width(current) + 1 + display_width(word) > width) {
        end_line(result, std::string(indent, ' ') + printable(current));
        current.clear();
      }
      current += (current.empty() ? "" : " ") + word;
    }
    if (!current.empty()) end_line(result, std::string(indent, ' ') + printable(current));
  }
  return result;
}

}  // namespace folioscope::text
