// SPDX-License-Identifier: GPL-3.0-or-later
// Who held the pages that could not be migrated: a bar of classes for each variant, the
// table by class, and by stack.
#pragma once

#include <QLabel>
#include <QStackedWidget>
#include <QTableView>

#include "charts/share_chart.h"
#include "models/holder_model.h"
#include "pages/condition_choice.h"
#include "pages/page.h"

namespace folioscope::pages {

class HoldersPage : public Page {
  Q_OBJECT
 public:
  explicit HoldersPage(QWidget* parent = nullptr);

  // Replaces what is shown; the choice of condition stays where the run still has it.
  void show_run(const models::RunData& run) override;

  // For tests and tools that look at the page.
  const charts::ShareChart& chart() const { return *chart_; }
  const QTableView& classes() const { return *classes_; }
  const QTableView& places() const { return *places_; }
  ConditionChoice& condition_choice() { return *conditions_; }
  bool has_table() const { return stack_->currentWidget() != message_; }
  QString message() const { return message_->text(); }
  QString caption() const { return caption_->text(); }

 private:
  void show_condition();
  QString caption_text(const compare::HolderTable& holders) const;

  models::RunData run_;
  ConditionChoice* conditions_;
  QLabel* caption_;
  QStackedWidget* stack_;
  QLabel* message_;
  charts::ShareChart* chart_;
  models::HolderModel* class_rows_;
  models::HolderModel* place_rows_;
  QTableView* classes_;
  QTableView* places_;
};

}  // namespace folioscope::pages
