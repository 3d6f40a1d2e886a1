// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/table_text.h"

#include <algorithm>
#include <vector>

#include "resultpage/escape.h"
#include "resultpage/markdown_table.h"
#include "text/table.h"

namespace folioscope::app {
namespace {

using Row = std::vector<std::string>;

constexpr std::size_t kIndent = 2;  // blanks, of a table in a changelog

struct TextTable {
  Row titles;
  std::vector<text::Align> aligns;
  std::vector<Row> rows;
};

std::string cell_text(const QAbstractItemModel& table, int row, int column) {
  return resultpage::plain_line(table.index(row, column).data().toString().toStdString());
}

bool is_empty(const QAbstractItemModel& table, int column) {
  for (int row = 0; row < table.rowCount(); ++row)
    if (!cell_text(table, row, column).empty()) return false;
  return true;
}

TextTable read_table(const QAbstractItemModel& table) {
  TextTable read;
  read.rows.resize(static_cast<std::size_t>(table.rowCount()));
  for (int column = 0; column < table.columnCount(); ++column) {
    if (is_empty(table, column)) continue;
    read.titles.push_back(
        resultpage::plain_line(table.headerData(column, Qt::Horizontal).toString().toStdString()));
    const int align = table.index(0, column).data(Qt::TextAlignmentRole).toInt();
    read.aligns.push_back((align & Qt::AlignRight) != 0 ? text::Align::Right : text::Align::Left);
    for (int row = 0; row < table.rowCount(); ++row)
      read.rows[static_cast<std::size_t>(row)].push_back(cell_text(table, row, column));
  }
  return read;
}

std::string tsv(const TextTable& table) {
  std::string text;
  const auto add = [&text](const Row& row) {
    for (std::size_t at = 0; at < row.size(); ++at) text += (at > 0 ? "\t" : "") + row[at];
    text += '\n';
  };
  add(table.titles);
  std::ranges::for_each(table.rows, add);
  return text;
}

std::string markdown(const TextTable& table) {
  const auto escaped = [](const Row& row) {
    Row cells;
    for (const std::string& cell : row) cells.push_back(resultpage::markdown(cell));
    return cells;
  };
  const Row titles = escaped(table.titles);
  std::vector<resultpage::MarkdownTable::Column> columns;
  for (std::size_t at = 0; at < titles.size(); ++at)
    columns.push_back({titles[at], table.aligns[at]});
  resultpage::MarkdownTable out(columns);
  for (const Row& row : table.rows) out.add(escaped(row));
  return out.render();
}

std::string changelog(const TextTable& table) {
  text::Table out(table.aligns);
  out.add(table.titles);
  for (const Row& row : table.rows) out.add(row);
  return out.render(kIndent);
}

}  // namespace

std::string table_text(const QAbstractItemModel& table, TableFormat format) {
  const TextTable read = table.rowCount() > 0 ? read_table(table) : TextTable();
  if (read.titles.empty()) return {};
  switch (format) {
    case TableFormat::Tsv:
      return tsv(read);
    case TableFormat::Markdown:
      return markdown(read);
    case TableFormat::Changelog:
      return changelog(read);
  }
  return {};
}

}  // namespace folioscope::app
