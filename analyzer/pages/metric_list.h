// SPDX-License-Identifier: GPL-3.0-or-later
// The choice of a metric: a filter that works while one types, and the metrics of a condition with
// what became of them. Down and Up in the filter move through the list. What is chosen stays chosen
// when the filter hides it, when there is news, and under another condition that has it.
#pragma once

#include <QLineEdit>
#include <QTableView>
#include <QWidget>

#include "models/metric_model.h"
#include "models/metric_outcomes.h"

namespace folioscope::pages {

class MetricList : public QWidget {
  Q_OBJECT
 public:
  explicit MetricList(QWidget* parent = nullptr);

  // Emits changed() in any case. `condition` is one of the run's, or null. What became of the
  // metrics is in the list somewhat later.
  void offer(const models::RunData& run, const query::Condition* condition);
  // False when the condition has no such metric. Emits changed().
  bool choose(const QString& metric);
  // Null: nothing is chosen. Lives as long as the run.
  const query::Series* series() const;

  // For tests and tools that look at the page.
  QLineEdit& filter() { return *filter_; }
  QTableView& view() { return *view_; }
  QStringList shown() const;  // names, as filtered
  const models::MetricModel& rows() const { return *rows_; }

 Q_SIGNALS:
  void changed();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void dress_list();
  void fit_outcomes(bool compares);
  void select_chosen();
  void take(const QModelIndex& index);
  QString key_of(int source_row) const;

  models::MetricModel* rows_;
  models::MetricOutcomes* outcomes_;
  models::MetricFilter* filtered_;
  QLineEdit* filter_;
  QTableView* view_;
  QString chosen_;          // a metric_key(); empty: nothing
  bool selecting_ = false;  // the view follows the choice, not the other way round
};

}  // namespace folioscope::pages
