// SPDX-License-Identifier: GPL-3.0-or-later
// A table whose rows are values of one type and whose columns are functions of a row: what each
// table of the desktop has to say is the list of its columns.
#pragma once

#include <QAbstractTableModel>
#include <QColor>
#include <QString>
#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "models/shown_text.h"

namespace folioscope::models {

// The value by which a column sorts, where its text would sort wrongly.
inline constexpr int kSortRole = Qt::UserRole;
// The text of which a cell shows as much as it can.
inline constexpr int kWholeTextRole = Qt::UserRole + 1;

// Text that came from a guest must not be read as HTML.
inline QVariant tool_tip(const QString& text) {
  if (text.isEmpty()) return {};
  return QStringLiteral("<p style='white-space: pre-wrap'>%1</p>")
      .arg(shown_lines(text).toHtmlEscaped());
}

template <class Row>
struct Column {
  QString title;
  QString hint;  // of the header; empty: none
  Qt::Alignment alignment = Qt::AlignLeft;
  std::function<QString(const Row&)> text;
  std::function<QVariant(const Row&)> key;   // unset: sorts by text
  std::function<QColor(const Row&)> color;   // a swatch beside the text; unset: none
  std::function<QVariant(const Row&)> mark;  // an icon beside the text, instead of a swatch
  // Plain text of the tool tip. Unset or empty: the text, where the cell does not show it whole.
  std::function<QString(const Row&)> detail;
};

template <class Row>
class RowModel : public QAbstractTableModel {
 public:
  explicit RowModel(std::vector<Column<Row>> columns, QObject* parent = nullptr)
      : QAbstractTableModel(parent), columns_(std::move(columns)) {}

  // News of the same table: rows that have a place in both stay, so that a view keeps its place,
  // its selection and what is current; the rest is added or taken off at the end.
  void set_rows(std::vector<Row> rows) {
    const int before = rowCount(), after = static_cast<int>(rows.size());
    if (after < before) {
      beginRemoveRows({}, after, before - 1);
      rows_.erase(rows_.begin() + after, rows_.end());
      endRemoveRows();
    }
    if (after > before) {
      beginInsertRows({}, before, after - 1);
      rows_ = std::move(rows);
      endInsertRows();
    } else {
      rows_ = std::move(rows);
    }
    const int kept = std::min(before, after);
    if (kept > 0) Q_EMIT dataChanged(index(0, 0), index(kept - 1, columnCount() - 1));
  }
  // change(i, row) alters row `first` + i, for `count` rows.
  template <class Change>
  void change(int first, int count, Change change) {
    const auto begin = static_cast<std::size_t>(first);
    for (std::size_t i = 0; std::cmp_less(i, count); ++i) change(i, rows_.at(begin + i));
    if (count > 0) Q_EMIT dataChanged(index(first, 0), index(first + count - 1, columnCount() - 1));
  }
  const Row& row(int at) const { return rows_.at(static_cast<std::size_t>(at)); }

  int rowCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
  }
  int columnCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() ? 0 : static_cast<int>(columns_.size());
  }

  QVariant headerData(int section, Qt::Orientation orientation, int role) const override {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
    const Column<Row>& column = columns_[static_cast<std::size_t>(section)];
    if (role == Qt::DisplayRole) return shown_lines(column.title, kCellLength);
    if (role == Qt::ToolTipRole && !column.hint.isEmpty()) return column.hint;
    if (role == Qt::TextAlignmentRole) return QVariant(column.alignment | Qt::AlignVCenter);
    return {};
  }

  QVariant data(const QModelIndex& at, int role) const override {
    if (!at.isValid()) return {};
    const Column<Row>& column = columns_[static_cast<std::size_t>(at.column())];
    const Row& content = row(at.row());
    switch (role) {
      case Qt::DisplayRole:
        return shown(column.text(content), kCellLength);
      case kWholeTextRole:
        return column.text(content);
      case Qt::TextAlignmentRole:
        return QVariant(column.alignment | Qt::AlignVCenter);
      case Qt::DecorationRole:
        if (column.mark) return column.mark(content);
        return column.color ? QVariant(column.color(content)) : QVariant();
      case Qt::ToolTipRole:
        return tip(column, content);
      case kSortRole:
        return column.key ? column.key(content) : QVariant(column.text(content));
      default:
        return {};
    }
  }

 private:
  static QVariant tip(const Column<Row>& column, const Row& content) {
    const QString detail = column.detail ? column.detail(content) : QString();
    if (!detail.isEmpty()) return tool_tip(detail);
    const QString text = column.text(content);
    return shown(text, kCellLength) == text ? QVariant() : tool_tip(text);
  }

  std::vector<Column<Row>> columns_;
  std::vector<Row> rows_;
};

}  // namespace folioscope::models
