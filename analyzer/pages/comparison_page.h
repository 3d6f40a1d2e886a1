// SPDX-License-Identifier: GPL-3.0-or-later
// One metric, variants side by side: drawn in several ways, and below it the numbers and outcome of
// the report. A second run may be shown beside the first; nothing is tested across the two.
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <filesystem>

#include "models/result_model.h"
#include "models/run_loader.h"
#include "pages/condition_choice.h"
#include "pages/metric_list.h"
#include "pages/metric_views.h"
#include "pages/page.h"

namespace folioscope::pages {

class ComparisonPage : public Page {
  Q_OBJECT
 public:
  explicit ComparisonPage(QWidget* parent = nullptr);

  // Replaces what is shown; the choice of condition and metric stays where the run still has it.
  void show_run(const models::RunData& run) override;
  void go_to(const models::Place& place) override;
  const QAbstractItemModel* shown_table() const override { return results_; }
  QWidget* shown_picture() override { return views_->picture(); }
  // False when the run has no such metric in any condition.
  bool choose_metric(const QString& metric);

  // Loads a run to be shown beside the open one, instead of another that was. Ends in
  // beside_changed().
  void add_run(const std::filesystem::path& run);
  void remove_run();

  // For tests and tools that look at the page.
  const charts::BootChart& chart() const { return views_->boots(); }
  MetricViews& views() { return *views_; }
  const QTableView& numbers() const { return *numbers_; }
  QComboBox& condition_choice() { return conditions_->choice(); }
  MetricList& metrics() { return *metrics_; }
  QString shown_metric() const;  // the name of what is shown; empty: nothing is
  bool has_chart() const { return views_->has_chart(); }
  QString message() const { return views_->message(); }
  QString meaning() const { return meaning_->text(); }
  QString note() const { return note_->text(); }

 Q_SIGNALS:
  void beside_changed();

 private:
  QWidget* top_row();
  QWidget* right_side();
  void ask_for_other_run();
  void take_other(const models::RunData& run);
  void show_metric();
  void show_note();
  const query::Condition* other_condition() const;
  void add_beside(ShownMetric& shown, std::vector<models::ResultRow>& rows);

  models::RunData run_, other_;
  std::filesystem::path other_file_;
  QString other_name_, other_note_;  // what is said of the second run; empty: there is none
  models::RunLoader* loader_;
  ConditionChoice* conditions_;
  QPushButton* other_button_;
  MetricList* metrics_;
  QLabel* meaning_;
  MetricViews* views_;
  models::ResultModel* results_;
  QTableView* numbers_;
  QLabel* note_;
};

}  // namespace folioscope::pages
