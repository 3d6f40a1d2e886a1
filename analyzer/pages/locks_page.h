// SPDX-License-Identifier: GPL-3.0-or-later
// Page locks: one distribution as a chart, variants over each other, and below it the numbers of
// its block: how long locks were held by class of holder, by waiters, by how they were taken; waits
// and queues.
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QStackedWidget>
#include <QTableView>

#include "charts/hold_chart.h"
#include "models/lock_model.h"
#include "pages/condition_choice.h"
#include "pages/page.h"

namespace folioscope::pages {

class LocksPage : public Page {
  Q_OBJECT
 public:
  explicit LocksPage(QWidget* parent = nullptr);

  // Replaces what is shown; the choices stay where the run still has them.
  void show_run(const models::RunData& run) override;

  // For tests and tools that look at the page.
  const charts::HoldChart& chart() const { return *chart_; }
  const QTableView& numbers() const { return *numbers_; }
  QComboBox& block_choice() { return *blocks_; }
  QString shown_distribution() const { return shown_->text(); }
  void choose_row(int row) { numbers_->selectRow(row); }
  bool has_chart() const { return stack_->currentWidget() != message_; }
  QString note() const { return note_->text(); }

 private:
  void show_condition();
  void show_block();
  void show_distribution();

  models::RunData run_;
  compare::LockTable locks_;
  QComboBox* blocks_;
  ConditionChoice* conditions_;
  QLabel* shown_;
  QStackedWidget* stack_;
  QLabel* message_;
  charts::HoldChart* chart_;
  models::LockModel* rows_;
  QTableView* numbers_;
  QLabel* note_;
};

}  // namespace folioscope::pages
