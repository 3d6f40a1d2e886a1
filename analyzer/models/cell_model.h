// SPDX-License-Identifier: GPL-3.0-or-later
// The boots of a run as a table, and the choice of some of them.
#pragma once

#include <QSortFilterProxyModel>
#include <vector>

#include "compare/progress.h"
#include "models/row_model.h"
#include "query/comparison.h"

namespace folioscope::models {

// A boot, and what it does where it has no result yet.
struct CellLine {
  query::Cell cell;
  compare::Stage stage = compare::Stage::Planned;
};
using CellModel = RowModel<CellLine>;
std::vector<CellLine> cell_lines(const query::Comparison& run, const compare::InFlight& in_flight);

// In this order; the columns that tests and pages name.
enum class CellColumn {
  Position,
  Variant,
  Machine,
  Workload,
  Boot,
  Status,  // sorts by what is to be looked at first: what failed, then what goes on
  BootTime,
  Took,
  Events,
  Lost,
  Attempts,
  HostLoad,
  Waited,
  Reason
};
std::vector<Column<CellLine>> cell_columns();
// "done", "booting", "working"
QString status_text(const CellLine& line);

// Sorts by kSortRole; lets through cells whose texts or reason hold every word of the filter.
class CellFilter : public QSortFilterProxyModel {
 public:
  explicit CellFilter(QObject* parent = nullptr);
  void set_words(const QString& words);
  void set_status(const QString& status);  // as status_text() has it; empty: every status

 protected:
  bool filterAcceptsRow(int source_row, const QModelIndex& source_parent) const override;

 private:
  QStringList words_;
  QString status_;
};

}  // namespace folioscope::models
