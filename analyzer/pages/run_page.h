// SPDX-License-Identifier: GPL-3.0-or-later
// What became of every boot: how far the run is, a table of all boots with those that failed first,
// and everything about the one that is chosen. Of a run that goes on it follows what is in flight.
#pragma once

#include <QComboBox>
#include <QLineEdit>
#include <QTableView>
#include <optional>

#include "charts/progress_chart.h"
#include "models/cell_model.h"
#include "models/live_follower.h"
#include "pages/boot_detail.h"
#include "pages/page.h"
#include "pages/parts.h"

namespace folioscope::pages {

class RunPage : public Page {
  Q_OBJECT
 public:
  explicit RunPage(QWidget* parent = nullptr);

  // Replaces what is shown; of the same run the filter, order, place and chosen boot stay.
  void show_run(const models::RunData& run) override;
  // Chooses the place's boot.
  void go_to(const models::Place& place) override;
  const QAbstractItemModel* shown_table() const override { return chosen_; }
  QWidget* shown_picture() override { return chart_; }
  bool busy() const override;
  bool eventFilter(QObject* watched, QEvent* event) override;

  // For tests and tools that look at the page.
  QTableView& cells() const { return *cells_; }
  QLineEdit& filter() { return *filter_; }
  QComboBox& status_choice() { return *status_; }
  const BootDetail& detail() const { return *detail_; }
  const charts::ProgressChart& chart() const { return *chart_; }
  QString title() const { return title_->text(); }
  QString state_text() const { return state_->text(); }
  QString done_text() const { return done_.number->text(); }
  QString failed_text() const { return failed_.number->text(); }
  QString under_way_text() const { return under_way_.number->text(); }
  QString events_text() const { return events_.number->text(); }
  QString lost_text() const { return lost_.number->text(); }
  QString accounting_text() const { return lost_.caption->text(); }
  QString shown_text() const { return shown_->text(); }

 private:
  void build_layout();
  void connect_controls();
  QWidget* filter_row();
  void show_state();
  void show_cards();
  void show_statuses();
  void show_columns();
  void fit_bars();
  void show_chosen();
  void count_shown();

  models::RunData run_;
  std::optional<query::DirectoryState> directory_;
  compare::InFlight in_flight_;
  QLabel* title_;
  QLabel* state_;
  QLabel* pace_;
  Card done_, failed_, under_way_, events_, lost_;
  charts::ProgressChart* chart_;
  QWidget* bars_;  // around it
  QLineEdit* filter_;
  QComboBox* status_;
  QLabel* shown_;
  models::CellModel* model_;
  models::CellFilter* chosen_;
  QTableView* cells_;
  BootDetail* detail_;
  models::LiveFollower follower_;
};

}  // namespace folioscope::pages
