// SPDX-License-Identifier: GPL-3.0-or-later
// One metric on one machine under one workload: a dot per boot, variants side by side, a line at
// each variant's mean; on request lines between the boots of a block. Another run's variants may
// stand behind them. Shows what it is given; computes no statistics of its own.
#pragma once

#include <QChartView>
#include <QLineSeries>
#include <vector>

#include "charts/dot_layer.h"
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
  // The same metric of another run behind what is shown, labelled with that run's name. In the unit
  // of what is shown.
  void show_beside(const QString& run, const query::Series& series);
  // Lines between the boots of one block, from variant to variant. Never between two runs.
  void set_paired(bool paired);
  void clear();

  // The dots of one variant, by boot, as x and shown value; in the order of the series' variants.
  QList<QPointF> dots(std::size_t variant) const;
  QPointF pixel(const QPointF& dot) const { return dots_->pixel(dot); }  // of the chart
  std::size_t variant_count() const { return variants_.size(); }
  std::size_t pair_count() const { return pairs_.size(); }
  QString value_title() const;         // of the value axis, with its unit
  QStringList variant_labels() const;  // of the variant axis

  // "drain-only, boot 3: 15.00 %", of the dot that is `at` this pixel of the chart, or near; empty:
  // none is.
  QString dot_text(const QPointF& at) const;

 protected:
  void mouseMoveEvent(QMouseEvent* event) override;

 private:
  // What stands above one label.
  struct Column {
    QString name, label;  // as it is called; as the axis says it, each once
    std::vector<query::BootValue> boots;
    std::size_t run = 0;  // 0: the one that is open
  };
  void add_columns(const query::Series& series, const QString& run);
  void draw();
  void add_axes();
  Dots dots_of(std::size_t position) const;
  void add_mean(std::size_t position);
  void add_pairs();
  QString label_of(const QString& name) const;
  void add_series(QXYSeries* series);

  DotLayer* dots_;  // a group for each variant
  std::vector<Column> variants_;
  std::vector<QLineSeries*> pairs_;  // owned by the chart
  bool paired_ = false;
  compare::Scale scale_;
  QString metric_;
};

}  // namespace folioscope::charts
