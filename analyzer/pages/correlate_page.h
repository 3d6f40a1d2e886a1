// SPDX-License-Identifier: GPL-3.0-or-later
// Do hold times or references explain the failures, under each patch? Two quantities of each
// operation as dots, what goes together in numbers and words, and what the failures met. A dot
// opens its operation. Operations are loaded, and correlated, in the background.
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QStackedWidget>
#include <QTableView>
#include <memory>
#include <optional>
#include <vector>

#include "charts/rate_chart.h"
#include "charts/scatter_chart.h"
#include "compare/failure_rates.h"
#include "models/correlation_model.h"
#include "models/store_queries.h"
#include "pages/condition_choice.h"
#include "pages/met_panel.h"
#include "pages/missing_events.h"
#include "pages/operation_panel.h"
#include "pages/page.h"

namespace folioscope::pages {

class CorrelatePage : public Page {
  Q_OBJECT
 public:
  explicit CorrelatePage(QWidget* parent = nullptr);

  // The choices stay where the run still has them.
  void show_run(const models::RunData& run) override;
  // Knows condition, metric (the quantity that it sums up), and an operation with its cell.
  void go_to(const models::Place& place) override;
  const QAbstractItemModel* shown_table() const override;
  QWidget* shown_picture() override;
  // Whether it waits for the store, or for arithmetic.
  bool busy() const override;

  // For tests and tools that look at the page.
  charts::ScatterChart& scatter() { return *scatter_; }
  charts::RateChart& rates() { return *rates_; }
  MetPanel& met() { return *met_; }
  OperationPanel& operation() { return *operation_; }
  bool shows_operation() const { return lower_->currentWidget() == operation_; }
  const QTableView& numbers() const { return *numbers_; }
  QComboBox& x_choice() { return *x_; }
  QComboBox& y_choice() { return *y_; }
  QComboBox& kind_choice() { return *kinds_; }
  QComboBox& dot_choice() { return *dot_; }
  QString says() const { return says_->text(); }
  MissingEvents& missing() { return *missing_; }
  bool has_chart() const { return stack_->currentIndex() == 0; }

 private:
  // What is loaded of a run, and the run that the conditions are of.
  struct Loaded {
    models::RunData run;
    query::OperationsOfRun operations;
    query::MetOfRun met;
  };
  struct Computed {
    compare::CorrelationTable table;
    compare::FailureRates rates;
  };

  void lay_out();
  QWidget* choices();
  QWidget* numbers_side();
  void take_loaded(const Result<std::shared_ptr<const Loaded>>& loaded);
  void fill_kinds();
  void show_kind();
  void show_dots();
  void compute();
  void take_computed(const compare::OperationSet& shown, const Computed& computed);
  void show_met();
  void show_message(const QString& text);
  void show_missing();
  void show_instead(QWidget* widget);
  void show_current(int dot);
  void mark_dots(const models::MetCell* met);
  void open_dot(int dot);
  void open_operation(CellId cell, int boot, std::int64_t operation);
  void take_wanted();
  const compare::Quantity& x() const;
  const compare::Quantity& y() const;
  const compare::OperationSet* set() const;

  models::RunData run_;
  std::shared_ptr<const Loaded> loaded_;
  std::vector<compare::OperationSet> sets_;  // of the condition; they point into loaded_
  std::optional<models::Place> wanted_;      // until it is loaded
  ConditionChoice* conditions_;
  QComboBox* x_;
  QComboBox* y_;
  QComboBox* kinds_;
  QComboBox* dot_;
  QStackedWidget* stack_;
  QLabel* message_;
  MissingEvents* missing_;
  charts::ScatterChart* scatter_;
  QLabel* current_;
  models::CorrelationModel* rows_;
  QTableView* numbers_;
  QLabel* says_;
  QLabel* note_;
  charts::RateChart* rates_;
  QStackedWidget* lower_;
  MetPanel* met_;
  OperationPanel* operation_;
  models::StoreQueries loads_, computes_;
};

}  // namespace folioscope::pages
