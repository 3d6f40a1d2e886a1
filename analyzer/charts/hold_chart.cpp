// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/hold_chart.h"

#include <QCategoryAxis>
#include <QLegend>
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
double low_end(const query::Bucket& bucket) {
  return bucket.low > 0 ? bucket.low : bucket.high / 2;
}

QList<QPointF> steps_of(const query::Distribution& samples) {
  QList<QPointF> points;
  const auto all = static_cast<double>(samples.count());
  double end = 0;
  for (const query::Bucket& bucket : samples.buckets) {
    const double low = std::log10(low_end(bucket)), high = std::log10(bucket.high);
    if (points.isEmpty() || low > end + 1e-9) {
      if (!points.isEmpty()) points << QPointF(end, 0);
      points << QPointF(low, 0);
    }
    const double percent = static_cast<double>(bucket.count) / all * 100;
    points << QPointF(low, percent) << QPointF(high, percent);
    end = high;
  }
  if (!points.isEmpty()) points << QPointF(end, 0);
  return points;
}

}  // namespace

HoldChart::HoldChart(QWidget* parent) : QChartView(parent) {
  dress(*this);
  setAccessibleName(tr("Distribution by variant"));
  chart()->legend()->setAlignment(Qt::AlignTop);
  chart()->setMargins(QMargins(0, 4, 28, 0));  // room for the last label, half of it past the axis
}

void HoldChart::clear() {
  empty(*chart());
  lines_.clear();
}

void HoldChart::show_distributions(const std::vector<VariantBoots>& variants) {
  clear();
  std::optional<double> low, high;
  double most = 0;
  bool time = false;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    lines_.push_back(nullptr);
    if (variants[i].samples.count() == 0) continue;
    time = variants[i].samples.unit == "ns";
    const QList<QPointF> points = steps_of(variants[i].samples);
    for (const QPointF& point : points) most = std::max(most, point.y());
    low = std::min(low.value_or(points.first().x()), points.first().x());
    high = std::max(high.value_or(points.last().x()), points.last().x());
    auto* line = new QLineSeries;
    line->setName(models::shown(variants[i].variant).toHtmlEscaped());
    line->append(points);
    // Lines that lie on each other are told apart by their dashes.
    line->setPen(QPen(models::variant_color(i), 2.2, i % 2 == 0 ? Qt::SolidLine : Qt::DashLine));
    lines_.back() = line;
    chart()->addSeries(line);
  }
  if (!low) return;
  add_axes(*low, *high, most, time);
  for (QAbstractSeries* line : chart()->series())
    for (QAbstractAxis* axis : chart()->axes()) line->attachAxis(axis);
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

  const format::ValueRange range = format::share_range(std::vector{0.0, most});
  auto* percent = new QValueAxis;
  percent->setRange(range.low, range.high);
  percent->setTickType(QValueAxis::TicksDynamic);
  percent->setTickInterval(range.step);
  percent->setLabelFormat(QStringLiteral("%.%1f %%").arg(range.decimals));
  percent->setTitleText(tr("of the variant's samples"));
  dress_values(*percent, font());
  chart()->addAxis(values, Qt::AlignBottom);
  chart()->addAxis(percent, Qt::AlignLeft);
}

QList<QPointF> HoldChart::steps(std::size_t variant) const {
  const QLineSeries* line = lines_.at(variant);
  if (line == nullptr) return {};
  QList<QPointF> points = line->points();
  for (QPointF& point : points) point.setX(std::pow(10, point.x()));
  return points;
}

QString HoldChart::value_title() const {
  const auto axes = chart()->axes(Qt::Horizontal);
  return axes.isEmpty() ? QString() : axes.first()->titleText();
}

}  // namespace folioscope::charts
