// SPDX-License-Identifier: GPL-3.0-or-later
// One metric on one machine under one workload: a dot per boot, variants side by side, a line at
// each variant's mean. Shows what it is given; computes no statistics of its own.
#pragma once

#include <QChartView>
#include <QScatterSeries>
#include <vector>

#include "compare/evaluate.h"
#include "compare/scale.h"
#include "query/comparison.h"

namespace folioscope::charts {

class BootChart : public QChartView {
  Q_OBJECT
 public:
  explicit BootChart(QWidget* parent = nullptr);

  // `metric` is the evaluation of `series`. Values are drawn in metric.scale's unit. The dots of a
  // variant stand apart by boot number, always in the same place.
  void show_metric(const query::Series& series, const compare::MetricResult& metric);
  void clear();

  // The dots of one variant, by boot, as x and shown value; in the order of the series' variants.
  QList<QPointF> dots(std::size_t variant) const;
  std::size_t variant_count() const { return variants_.size(); }
  QString value_title() const;         // of the value axis, with its unit
  QStringList variant_labels() const;  // of the variant axis

  // "drain-only, boot 3: 15.00 %", for the dot nearest to `at`; for tool tips and tests.
  QString dot_text(std::size_t variant, const QPointF& at) const;

 private:
  void add_axes(const std::vector<double>& shown);
  void add_variant(std::size_t position, const compare::VariantResult& result);
  void show_tip(std::size_t variant, const QPointF& at, bool over);

  std::vector<query::VariantBoots> variants_;
  std::vector<QScatterSeries*> dots_;  // owned by the chart
  compare::Scale scale_;
  QString metric_;
};

}  // namespace folioscope::charts
