// SPDX-License-Identifier: GPL-3.0-or-later
// One distribution of page locks (how long they were held, waited for, queued for): a line per
// variant over the buckets, on a logarithmic axis. All boots of a variant together.
#pragma once

#include <QChartView>
#include <QLineSeries>
#include <vector>

#include "query/distribution.h"

namespace folioscope::charts {

class HoldChart : public QChartView {
  Q_OBJECT
 public:
  explicit HoldChart(QWidget* parent = nullptr);

  struct VariantBoots {
    QString variant;
    query::Distribution samples;  // "ns" or "count"
  };
  // A variant without samples has no line.
  void show_distributions(const std::vector<VariantBoots>& variants);
  void clear();

  // Points of one variant's steps: bucket ends in ns (or as counted) and percent of its samples.
  QList<QPointF> steps(std::size_t variant) const;
  QString value_title() const;

 private:
  void add_axes(double low, double high, double most, bool time);

  std::vector<QLineSeries*> lines_;  // owned by the chart; null: no samples
};

}  // namespace folioscope::charts
