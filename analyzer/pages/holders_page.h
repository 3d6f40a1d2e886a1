// SPDX-License-Identifier: GPL-3.0-or-later
// Who held the pages that could not be migrated: a bar of classes for each variant, the culprit
// table by class, and by stack.
#pragma once

#include <QLabel>
#include <QStackedWidget>
#include <QTableView>
#include <QWidget>

#include "charts/share_chart.h"
#include "models/culprit_model.h"
#include "models/run_loader.h"
#include "pages/group_choice.h"

namespace folioscope::pages {

class HoldersPage : public QWidget {
  Q_OBJECT
 public:
  explicit HoldersPage(QWidget* parent = nullptr);

  // Replaces what is shown; the choice of group stays where the run still has it.
  void show_run(const models::RunData& run);

  // For tests and tools that look at the page.
  const charts::ShareChart& chart() const { return *chart_; }
  const QTableView& classes() const { return *classes_; }
  const QTableView& places() const { return *places_; }
  GroupChoice& group_choice() { return *groups_; }
  bool has_table() const { return stack_->currentWidget() != message_; }
  QString message() const { return message_->text(); }
  QString caption() const { return caption_->text(); }

 private:
  void show_group();
  QString caption_text(const report::GroupCulprits& culprits) const;

  models::RunData run_;
  GroupChoice* groups_;
  QLabel* caption_;
  QStackedWidget* stack_;
  QLabel* message_;
  charts::ShareChart* chart_;
  models::CulpritModel* class_rows_;
  models::CulpritModel* place_rows_;
  QTableView* classes_;
  QTableView* places_;
};

}  // namespace folioscope::pages
