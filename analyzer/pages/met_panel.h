// SPDX-License-Identifier: GPL-3.0-or-later
// What the failures met: a sentence for each variant, the table behind it, and, of the row that is
// chosen, its failures one by one, which the store is asked for.
#pragma once

#include <QLabel>
#include <QTableView>
#include <QWidget>
#include <filesystem>
#include <vector>

#include "models/met_model.h"
#include "models/store_queries.h"

namespace folioscope::pages {

class MetPanel : public QWidget {
  Q_OBJECT
 public:
  explicit MetPanel(QWidget* parent = nullptr);

  void show_met(const std::filesystem::path& file, const std::vector<compare::MetVariant>& met,
                bool locks_seen);

  // Null: none is. Valid until the next show_met().
  const models::MetCell* chosen_cell() const;

  QString sentences() const { return sentences_->text(); }
  QString note() const { return note_->text(); }
  QTableView& table_view() { return *table_; }
  QTableView& failures_view() { return *failures_; }
  const models::MetModel& rows() const { return *rows_; }
  const models::MetFailureModel& failures() const { return *failure_rows_; }
  bool busy() const { return queries_.busy(); }

 Q_SIGNALS:
  // Null: none. Valid while the signal is handled.
  void chosen(const folioscope::models::MetCell* cell);
  void opened(folioscope::CellId cell, int boot, qint64 operation);

 private:
  void show_chosen();
  void open_failure(int row);

  std::filesystem::path file_;
  QLabel* sentences_;
  QLabel* note_;
  models::MetModel* rows_;
  QTableView* table_;
  models::MetFailureModel* failure_rows_;
  QTableView* failures_;
  models::StoreQueries queries_{this};
};

}  // namespace folioscope::pages
