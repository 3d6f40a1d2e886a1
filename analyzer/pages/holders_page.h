// SPDX-License-Identifier: GPL-3.0-or-later
// Who held the pages that could not be migrated: a bar for each variant; the holders by class,
// stack and task with the differences between variants; the chosen row's whole stacks, its
// failures, and a flame graph of all stacks.
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTreeView>

#include "charts/holder_bars.h"
#include "models/holder_filter.h"
#include "models/holder_tree.h"
#include "models/store_queries.h"
#include "pages/condition_choice.h"
#include "pages/holder_failures.h"
#include "pages/holder_flames.h"
#include "pages/missing_events.h"
#include "pages/page.h"

namespace folioscope::pages {

class HoldersPage : public Page {
  Q_OBJECT
 public:
  explicit HoldersPage(QWidget* parent = nullptr);

  void show_run(const models::RunData& run) override;
  // Takes the condition and the class of holder.
  void go_to(const models::Place& place) override;
  const QAbstractItemModel* shown_table() const override;
  QWidget* shown_picture() override;

  // For tests and tools that look at the page.
  charts::HolderBars& bars() { return *bars_; }
  QTreeView& holders() { return *holders_; }
  QLineEdit& filter() { return *filter_; }
  QComboBox& basis_choice() { return *basis_; }
  QTabWidget& tabs() { return *tabs_; }
  HolderFailures& failures() { return *failures_; }
  HolderFlames& flames() { return *flames_; }
  MissingEvents& missing() { return *missing_; }
  ConditionChoice& condition_choice() { return *conditions_; }
  bool has_table() const { return stack_->currentWidget() != missing_; }
  QString details_text() const { return details_->toPlainText(); }
  QString caption() const { return caption_->text(); }
  // The row of a selection, or the nearest above it; false where not even its class is there.
  bool choose(const query::HolderSelection& selection);

 private:
  void lay_out();
  void connect_parts();
  QWidget* upper_half();
  void show_condition();
  void show_chosen();
  void show_details(const QModelIndex& source);
  void load_stacks(const query::Condition& condition);
  QModelIndex chosen() const;  // in tree_
  QString caption_text(const compare::HolderTable& holders) const;

  models::RunData run_;
  models::StoreQueries stack_queries_{this};
  std::vector<CellId> cells_;  // of the condition
  compare::MetricResult all_;  // failures in a boot
  std::vector<compare::StackOfHolder> stacks_;
  bool stacks_loaded_ = false;

  ConditionChoice* conditions_;
  QComboBox* basis_;
  QLabel* caption_;
  QStackedWidget* stack_;
  MissingEvents* missing_;
  charts::HolderBars* bars_;
  QWidget* bars_area_ = nullptr;
  QLineEdit* filter_;
  models::HolderTree* tree_;
  models::HolderFilter* filtered_;
  QTreeView* holders_;
  QPlainTextEdit* details_;
  QTabWidget* tabs_;
  HolderFailures* failures_;
  HolderFlames* flames_;
};

}  // namespace folioscope::pages
