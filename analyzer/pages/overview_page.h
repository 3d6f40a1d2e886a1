// SPDX-License-Identifier: GPL-3.0-or-later
// What was run and what became of it: the run's facts, the accounting of its events, and a table of
// all boots.
#pragma once

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QTableView>

#include "models/cell_model.h"
#include "pages/page.h"
#include "pages/parts.h"

namespace folioscope::pages {

class OverviewPage : public Page {
  Q_OBJECT
 public:
  explicit OverviewPage(QWidget* parent = nullptr);

  // Replaces what is shown; filter, order and place in the table stay.
  void show_run(const models::RunData& run) override;

  // For tests and tools that look at the page.
  const QTableView& cells() const { return *cells_; }
  QLineEdit& filter() { return *filter_; }
  QComboBox& status_choice() { return *status_; }
  QString title() const { return title_->text(); }
  // "": no such fact.
  QString fact_text(const QString& name) const;
  QString done_text() const { return done_.number->text(); }
  QString failed_text() const { return failed_.number->text(); }
  QString events_text() const { return events_.number->text(); }
  QString lost_text() const { return lost_.number->text(); }
  QString accounting_text() const { return lost_.caption->text(); }
  QString shown_text() const { return shown_->text(); }

 private:
  void show_facts(const compare::TestedRun& run);
  void add_fact(const std::string& name, const std::string& fact, Qt::TextFormat format);
  void show_cards(const compare::TestedRun& run);
  void show_statuses(const compare::TestedRun& run);
  void count_shown();
  QWidget* filter_row();

  QLabel* title_;
  QFormLayout* facts_;
  Card done_, failed_, events_, lost_;
  QLineEdit* filter_;
  QComboBox* status_;
  QLabel* shown_;
  models::CellModel* model_;
  models::CellFilter* chosen_;
  QTableView* cells_;
};

}  // namespace folioscope::pages
