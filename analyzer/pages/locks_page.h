// SPDX-License-Identifier: GPL-3.0-or-later
// Page locks: one distribution as a chart, variants over each other, and below it the numbers of
// its block: how long locks were held by class of holder, by waiters, by how they were taken; waits
// and queues. Then the longest holds one by one, and what happened to the page of the chosen one.
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QStackedWidget>
#include <QTableView>

#include "charts/hold_chart.h"
#include "models/lock_model.h"
#include "models/store_queries.h"
#include "pages/condition_choice.h"
#include "pages/missing_events.h"
#include "pages/page.h"
#include "pages/page_history_view.h"

namespace folioscope::pages {

class LocksPage : public Page {
  Q_OBJECT
 public:
  explicit LocksPage(QWidget* parent = nullptr);

  // Replaces what is shown; the choices stay where the run still has them.
  void show_run(const models::RunData& run) override;
  // Takes the condition.
  void go_to(const models::Place& place) override;
  const QAbstractItemModel* shown_table() const override;
  QWidget* shown_picture() override { return has_chart() ? chart_ : nullptr; }

  // For tests and tools that look at the page.
  const charts::HoldChart& chart() const { return *chart_; }
  const QTableView& numbers() const { return *numbers_; }
  QTableView& holds() { return *holds_; }
  PageHistoryView& history() { return *history_; }
  QComboBox& block_choice() { return *blocks_; }
  QComboBox& basis_choice() { return *basis_; }
  MissingEvents& missing() { return *missing_; }
  QString shown_distribution() const { return shown_->text(); }
  QString holds_caption() const { return holds_caption_->text(); }
  void choose_row(int row) { numbers_->selectRow(row); }
  bool has_chart() const { return stack_->currentWidget() != missing_; }
  QString note() const { return note_->text(); }

 private:
  QWidget* numbers_part();
  QWidget* holds_part();
  void show_condition();
  void show_block();
  void show_distribution();
  void load_holds(const query::Condition& condition);
  void take_holds(const Result<std::vector<query::LongHold>>& holds);
  void show_history(const QModelIndex& row);

  models::RunData run_;
  compare::LockTable locks_;
  models::StoreQueries hold_queries_{this};
  QComboBox* blocks_;
  QComboBox* basis_;
  ConditionChoice* conditions_;
  QLabel* shown_;
  QStackedWidget* stack_;
  MissingEvents* missing_;
  charts::HoldChart* chart_;
  models::LockModel* rows_;
  QTableView* numbers_;
  QLabel* note_;
  QLabel* holds_caption_;
  models::HoldModel* hold_rows_;
  QTableView* holds_;
  QWidget* holds_part_ = nullptr;
  PageHistoryView* history_;
};

}  // namespace folioscope::pages
