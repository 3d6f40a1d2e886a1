// SPDX-License-Identifier: GPL-3.0-or-later
// One distribution of page locks (how long they were held, waited for, queued for): a line per
// variant over the buckets, on a logarithmic axis, and a mark at each variant's p50 and p99. What
// is drawn adds up to the numbers of the table (compare::SampleShape).
#pragma once

#include <QChartView>
#include <QLineSeries>
#include <QScatterSeries>
#include <vector>

#include "compare/sample_shape.h"

namespace folioscope::charts {

class HoldChart : public QChartView {
  Q_OBJECT
 public:
  explicit HoldChart(QWidget* parent = nullptr);

  enum class Basis { PerBoot, Share };
  struct VariantShape {
    QString variant;
    compare::SampleShape shape;
    double p50 = 0, p99 = 0;  // as the table has them
  };
  // A variant without samples has no line.
  void show_shapes(std::vector<VariantShape> variants);
  void set_basis(Basis basis);
  void clear();

  // Points of one variant's steps: bucket ends in ns (or as counted), and samples in a boot or
  // percent of them.
  QList<QPointF> steps(std::size_t variant) const;
  // Where the marks of p50 and p99 stand, in the same units.
  QList<QPointF> marks(std::size_t variant) const;
  QString value_title() const;
  QString height_title() const;

 private:
  void draw();
  void add_axes(double low, double high, double most, bool time);
  void add_marks(std::size_t variant, const QList<QPointF>& steps);

  Basis basis_ = Basis::PerBoot;
  std::vector<VariantShape> variants_;
  std::vector<QLineSeries*> lines_;     // owned by the chart; null: no samples
  std::vector<QScatterSeries*> marks_;  // the same
};

}  // namespace folioscope::charts
