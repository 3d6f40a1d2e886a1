// SPDX-License-Identifier: GPL-3.0-or-later
// One metric, variants side by side: a dot per boot, and below it the numbers and outcome of the
// report.
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QStackedWidget>
#include <QTableView>
#include <string>

#include "charts/boot_chart.h"
#include "models/result_model.h"
#include "pages/condition_choice.h"
#include "pages/page.h"

namespace folioscope::pages {

class ComparisonPage : public Page {
  Q_OBJECT
 public:
  explicit ComparisonPage(QWidget* parent = nullptr);

  // Replaces what is shown; the choice of condition and metric stays where the run still has it.
  void show_run(const models::RunData& run) override;
  // False when the run has no such metric in any condition.
  bool choose_metric(const QString& metric);

  // For tests and tools that look at the page.
  const charts::BootChart& chart() const { return *chart_; }
  const QTableView& numbers() const { return *numbers_; }
  QComboBox& condition_choice() { return conditions_->choice(); }
  QComboBox& metric_choice() { return *metrics_; }
  bool has_chart() const { return stack_->currentWidget() == chart_; }
  QString message() const { return message_->text(); }
  QString meaning() const { return meaning_->text(); }

 private:
  const query::Series* series() const;
  void fill_metrics();
  void show_metric();

  models::RunData run_;
  ConditionChoice* conditions_;
  QComboBox* metrics_;
  QLabel* meaning_;
  QStackedWidget* stack_;
  charts::BootChart* chart_;
  QLabel* message_;
  models::ResultModel* results_;
  QTableView* numbers_;
  QLabel* note_;
};

}  // namespace folioscope::pages
