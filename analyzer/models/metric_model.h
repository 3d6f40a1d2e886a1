// SPDX-License-Identifier: GPL-3.0-or-later
// The metrics of a condition as a list to choose from: name, what became of it, an arrow for the
// direction that is better, and a diamond where it decides (filled) or is a headline (hollow). What
// became of it is found afterwards (metric_outcomes.h): until then the row says "...".
#pragma once

#include <QSortFilterProxyModel>
#include <QStringList>
#include <optional>
#include <vector>

#include "models/row_model.h"
#include "models/run_data.h"

namespace folioscope::models {

// How much a metric matters to the question.
enum class MetricRank { Decides, Headline, Other };

struct MetricRow {
  const query::Series* series = nullptr;  // lives as long as the run
  const query::Condition* condition = nullptr;
  RunData run;
  MetricRank rank = MetricRank::Other;
  std::optional<compare::Outcome> outcome = {};  // outcome_of(); unset: not found yet

  // With one variant there is nothing to compare.
  bool compares() const { return series->variants.size() > 1; }
};
using MetricModel = RowModel<MetricRow>;

enum class MetricColumn { Name, Outcome, Better, Rank };
std::vector<Column<MetricRow>> metric_columns();
// In the order of the report.
std::vector<MetricRow> metric_rows(const RunData& run, const query::Condition& condition);

// Rows whose name or meaning has every word.
class MetricFilter : public QSortFilterProxyModel {
 public:
  using QSortFilterProxyModel::QSortFilterProxyModel;
  void set_words(const QString& words);

 protected:
  bool filterAcceptsRow(int source_row, const QModelIndex& source_parent) const override;

 private:
  QStringList words_;
};

// The most telling of the variants' outcomes: a regression before an improvement, a change before
// what is none. Takes milliseconds; for any thread.
compare::Outcome outcome_of(const MetricRow& row);
// All that a row may say of it.
QStringList outcome_words();
// Name and unit: two metrics of one name differ in their unit.
QString metric_key(const query::Series& series);

}  // namespace folioscope::models
