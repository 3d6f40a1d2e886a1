// SPDX-License-Identifier: GPL-3.0-or-later
// A table whose rows are values of one type and whose columns are functions of a row: what each
// table of the desktop has to say is the list of its columns.
#pragma once

#include <QAbstractTableModel>
#include <QColor>
#include <QString>
#include <functional>
#include <utility>
#include <vector>

namespace folioscope::models {

// The value by which a column sorts, where its text would sort wrongly.
inline constexpr int kSortRole = Qt::UserRole;

template <class Row>
struct Column {
  QString title;
  QString hint;  // of the header; empty: none
  Qt::Alignment alignment = Qt::AlignLeft;
  std::function<QString(const Row&)> text;
  std::function<QVariant(const Row&)> key;    // unset: sorts by text
  std::function<QColor(const Row&)> color;    // a swatch beside the text; unset: none
  std::function<QVariant(const Row&)> mark;   // an icon beside the text, instead of a swatch
  std::function<QString(const Row&)> detail;  // plain text of the tool tip; unset or empty: none
};

template <class Row>
class RowModel : public QAbstractTableModel {
 public:
  explicit RowModel(std::vector<Column<Row>> columns, QObject* parent = nullptr)
      : QAbstractTableModel(parent), columns_(std::move(columns)) {}

  // As many rows as before are taken for the same rows with news: a view keeps its place.
  void set_rows(std::vector<Row> rows) {
    if (rows.size() == rows_.size() && !rows.empty()) {
      rows_ = std::move(rows);
      Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
      return;
    }
    beginResetModel();
    rows_ = std::move(rows);
    endResetModel();
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
    if (role == Qt::DisplayRole) return column.title;
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
  // Text that came from a guest must not be read as HTML.
  static QVariant tip(const Column<Row>& column, const Row& content) {
    const QString text = column.detail ? column.detail(content) : QString();
    if (text.isEmpty()) return {};
    return QStringLiteral("<p style='white-space: pre-wrap'>%1</p>").arg(text.toHtmlEscaped());
  }

  std::vector<Column<Row>> columns_;
  std::vector<Row> rows_;
};

}  // namespace folioscope::models
