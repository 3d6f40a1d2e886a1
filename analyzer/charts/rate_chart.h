// SPDX-License-Identifier: GPL-3.0-or-later
// Which share of the operations failed, by how much of a quantity they had: for each group of
// operations (compare/failure_rates.h) a dot per variant, with its interval.
#pragma once

#include <QChartView>
#include <QScatterSeries>
#include <QString>
#include <optional>
#include <vector>

#include "compare/failure_rates.h"

namespace folioscope::charts {

class RateChart : public QChartView {
  Q_OBJECT
 public:
  explicit RateChart(QWidget* parent = nullptr);

  void show_rates(compare::FailureRates rates, const compare::Quantity& x);
  void clear();

  // The dots of one variant, by its place in the rates: x is the number of the group, somewhat
  // aside, y percent.
  QList<QPointF> dots(std::size_t variant) const;
  QStringList group_labels() const;
  // "drain-only: 12 of 40 failed (30.0 %, interval 10.0 to 50.0 %)"
  QString rate_text(std::size_t variant, std::size_t group) const;

 private:
  void add_axes(const compare::Quantity& x);
  void add_variant(std::size_t variant);
  void show_tip(std::size_t variant, const QPointF& at, bool over);

  compare::FailureRates rates_;
  std::vector<QScatterSeries*> dots_;  // owned by the chart
};

}  // namespace folioscope::charts
