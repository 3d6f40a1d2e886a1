// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/hold_chart.h"

#include <QCategoryAxis>
#include <QLegend>
#include <QLegendMarker>
#include <QValueAxis>
#include <algorithm>
#include <cmath>
#include <optional>

#include "charts/look.h"
#include "format/value_axis.h"
#include "format/wide_axis.h"
#include "models/colors.h"
#include "models/qt_text.h"
#include "models/shown_text.h"

namespace folioscope::charts {
namespace {

// The first bucket begins at 0, where a logarithm has no place: it is drawn one octave wide.
double low_end(const compare::SampleShape::Bucket& bucket) {
  return bucket.low > 0 ? bucket.low : bucket.high / 2;
}

QList<QPointF> steps_of(const compare::SampleShape& shape, HoldChart::Basis basis) {
  QList<QPointF> points;
  double end = 0;
  for (const compare::SampleShape::Bucket& bucket : shape.buckets) {
    const double low = std::log10(low_end(bucket)), high = std::log10(bucket.high);
    if (points.isEmpty() || low > end + 1e-9) {
      if (!points.isEmpty()) points << QPointF(end, 0);
      points << QPointF(low, 0);
    }
    const double height = basis == HoldChart::Basis::Share ? bucket.share * 100 : bucket.per_boot;
    points << QPointF(low, height) << QPointF(high, height);
    end = high;
  }
  if (!points.isEmpty()) points << QPointF(end, 0);
  return points;
}

// The height of the steps there; 0 outside of them.
double height_at(const QList<QPointF>& steps, double x) {
  double height = 0;
  for (qsizetype i = 0; i + 1 < steps.size(); ++i)
    if (steps[i].x() <= x && x <= steps[i + 1].x())
      height = std::max(height, steps[i].x() < steps[i + 1].x() ? steps[i].y() : 0.0);
  return height;
}

}  // namespace

HoldChart::HoldChart(QWidget* parent) : QChartView(parent) {
  dress(*this);
  setAccessibleName(tr("Distribution by variant"));
  chart()->legend()->setAlignment(Qt::AlignTop);
  chart()->setMargins(QMargins(0, 4, 28, 0));  // room for the last label, half of it past the axis
}

void HoldChart::clear() { show_shapes({}); }

void HoldChart::show_shapes(std::vector<VariantShape> variants) {
  variants_ = std::move(variants);
  draw();
}

void HoldChart::set_basis(Basis basis) {
  basis_ = basis;
  draw();
}

void HoldChart::draw() {
  empty(*chart());
  lines_.clear();
  marks_.clear();
  std::optional<double> low, high;
  double most = 0;
  bool time = false;
  for (std::size_t i = 0; i < variants_.size(); ++i) {
    lines_.push_back(nullptr);
    marks_.push_back(nullptr);
    if (variants_[i].shape.buckets.empty()) continue;
    time = variants_[i].shape.unit == "ns";
    const QList<QPointF> points = steps_of(variants_[i].shape, basis_);
    for (const QPointF& point : points) most = std::max(most, point.y());
    low = std::min(low.value_or(points.first().x()), points.first().x());
    high = std::max(high.value_or(points.last().x()), points.last().x());
    auto* line = new QLineSeries;
    line->setName(models::shown(variants_[i].variant).toHtmlEscaped());
    line->append(points);
    // Lines that lie on each other are told apart by their dashes.
    line->setPen(QPen(models::variant_color(i), 2.2, i % 2 == 0 ? Qt::SolidLine : Qt::DashLine));
    lines_.back() = line;
    chart()->addSeries(line);
    add_marks(i, points);
  }
  if (!low) return;
  add_axes(*low, *high, most, time);
  for (QAbstractSeries* line : chart()->series())
    for (QAbstractAxis* axis : chart()->axes()) line->attachAxis(axis);
  for (QScatterSeries* one : marks_)
    if (one != nullptr)
      for (QLegendMarker* marker : chart()->legend()->markers(one)) marker->setVisible(false);
}

void HoldChart::add_marks(std::size_t variant, const QList<QPointF>& steps) {
  auto* marks = new QScatterSeries;
  for (const double value : {variants_[variant].p50, variants_[variant].p99})
    if (value > 0) {
      // A median of boots may lie a little outside of every bucket of theirs.
      const double x = std::clamp(std::log10(value), steps.first().x(), steps.last().x());
      marks->append(x, height_at(steps, x));
    }
  marks->setMarkerSize(9);
  marks->setMarkerShape(QScatterSeries::MarkerShapeRotatedRectangle);
  marks->setColor(models::variant_color(variant));
  marks->setBorderColor(palette().color(QPalette::Base));
  marks_[variant] = marks;
  chart()->addSeries(marks);
}

void HoldChart::add_axes(double low, double high, double most, bool time) {
  const int first = static_cast<int>(std::floor(low)), last = static_cast<int>(std::ceil(high));
  auto* values = new QCategoryAxis;
  values->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
  values->setRange(first, last);
  for (int exponent = first; exponent <= last; ++exponent)
    values->append(models::text(format::decade_label(exponent, time ? "ns" : "count")), exponent);
  values->setTitleText(time ? tr("time") : tr("number"));
  dress_values(*values, font());

  const bool share = basis_ == Basis::Share;
  const std::vector<double> ends{0.0, most};
  const format::ValueRange range = share ? format::share_range(ends) : format::value_range(ends);
  auto* heights = new QValueAxis;
  heights->setRange(range.low, range.high);
  heights->setTickType(QValueAxis::TicksDynamic);
  heights->setTickInterval(range.step);
  heights->setLabelFormat(QStringLiteral("%.%1f").arg(range.decimals) + (share ? " %%" : ""));
  heights->setTitleText(share ? tr("of a boot's samples, mean") : tr("samples in a boot, mean"));
  dress_values(*heights, font());
  chart()->addAxis(values, Qt::AlignBottom);
  chart()->addAxis(heights, Qt::AlignLeft);
}

namespace {

// From the axis of logarithms.
QList<QPointF> in_units(QList<QPointF> points) {
  for (QPointF& point : points) point.setX(std::pow(10, point.x()));
  return points;
}

QString title_of(const QChart& chart, Qt::Orientation orientation) {
  const auto axes = chart.axes(orientation);
  return axes.isEmpty() ? QString() : axes.first()->titleText();
}

}  // namespace

QList<QPointF> HoldChart::steps(std::size_t variant) const {
  const QLineSeries* line = lines_.at(variant);
  return line == nullptr ? QList<QPointF>() : in_units(line->points());
}

QList<QPointF> HoldChart::marks(std::size_t variant) const {
  const QScatterSeries* marks = marks_.at(variant);
  return marks == nullptr ? QList<QPointF>() : in_units(marks->points());
}

QString HoldChart::value_title() const { return title_of(*chart(), Qt::Horizontal); }

QString HoldChart::height_title() const { return title_of(*chart(), Qt::Vertical); }

}  // namespace folioscope::charts
