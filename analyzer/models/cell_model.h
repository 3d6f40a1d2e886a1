// SPDX-License-Identifier: GPL-3.0-or-later
// The boots of a run as a table, and the choice of some of them.
#pragma once

#include <QSortFilterProxyModel>
#include <optional>
#include <vector>

#include "models/row_model.h"
#include "query/comparison.h"

namespace folioscope::models {

using CellModel = RowModel<query::Cell>;

// In this order; the columns that tests and pages name.
enum class CellColumn {
  Position,
  Variant,
  Machine,
  Workload,
  Boot,
  Status,
  BootTime,
  Events,
  Lost,
  Reason
};
std::vector<Column<query::Cell>> cell_columns();

// Sorts by kSortRole; lets through cells whose texts or reason hold every word of the filter.
class CellFilter : public QSortFilterProxyModel {
 public:
  explicit CellFilter(QObject* parent = nullptr);
  void set_words(const QString& words);
  void set_status(std::optional<CellStatus> status);  // unset: every status

 protected:
  bool filterAcceptsRow(int source_row, const QModelIndex& source_parent) const override;

 private:
  QStringList words_;
  std::optional<CellStatus> status_;
};

}  // namespace folioscope::models
