// SPDX-License-Identifier: GPL-3.0-or-later
// The failures behind a row of the holders, and beside them what happened to the page of the one
// that is chosen.
#pragma once

#include <QLabel>
#include <QSortFilterProxyModel>
#include <QTableView>

#include "models/failure_model.h"
#include "models/store_queries.h"
#include "pages/page_history_view.h"

namespace folioscope::pages {

class HolderFailures : public QWidget {
  Q_OBJECT
 public:
  explicit HolderFailures(QWidget* parent = nullptr);

  struct Asked {
    models::RunData run;
    std::vector<CellId> cells;
    query::HolderSelection selection;
    std::int64_t failures = 0;  // that the row counts
  };
  // Loads them in the background. The same question again, with news, keeps the choice.
  void show_failures(const Asked& asked);
  void clear();

  // For tests and tools that look at the page.
  const QTableView& failures() const { return *failures_; }
  PageHistoryView& history() { return *history_; }
  QString caption() const { return caption_->text(); }
  void choose_row(int row) { failures_->selectRow(row); }

 Q_SIGNALS:
  void pointed_at(const folioscope::models::Place& place);

 private:
  void take(const Result<query::FailureList>& list);
  void show_history(const QModelIndex& row);

  models::StoreQueries queries_{this};
  Asked asked_;
  QLabel* caption_;
  models::FailureModel* rows_;
  QSortFilterProxyModel* sorted_;
  QTableView* failures_;
  PageHistoryView* history_;
};

}  // namespace folioscope::pages
