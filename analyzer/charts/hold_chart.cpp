// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/hold_chart.h"

#include <QLegend>
#include <QLogValueAxis>
#include <QValueAxis>
#include <algorithm>
#include <cmath>

#include "charts/look.h"
#include "models/colors.h"
#include "report/value_axis.h"

namespace folioscope::charts {
namespace {

constexpr double kNsPerUs = 1000;

// The first bucket begins at 0, where a logarithm has no place: it is drawn one octave wide.
double low_end(const query::Bucket& bucket) {
  return bucket.low > 0 ? bucket.low : bucket.high / 2;
}

QList<QPointF> steps_of(const query::Distribution& samples, double unit) {
  QList<QPointF> points;
  const auto all = static_cast<double>(samples.count());
  double end = 0;
  for (const query::Bucket& bucket : samples.buckets) {
    const double low = low_end(bucket) / unit, high = bucket.high / unit;
    if (points.isEmpty() || low > end * (1 + 1e-9)) {
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
}

void HoldChart::clear() {
  empty(*chart());
  lines_.clear();
}

void HoldChart::show_distributions(const std::vector<Arm>& arms) {
  clear();
  double low = 0, high = 0, most = 0;
  bool time = false;
  for (std::size_t i = 0; i < arms.size(); ++i) {
    lines_.push_back(nullptr);
    if (arms[i].samples.count() == 0) continue;
    time = arms[i].samples.unit == "ns";
    const QList<QPointF> points = steps_of(arms[i].samples, time ? kNsPerUs : 1);
    for (const QPointF& point : points) most = std::max(most, point.y());
    low = low == 0 ? points.first().x() : std::min(low, points.first().x());
    high = std::max(high, points.last().x());
    auto* line = new QLineSeries;
    line->setName(arms[i].variant.toHtmlEscaped());
    line->append(points);
    // Lines that lie on each other are told apart by their dashes.
    line->setPen(QPen(models::variant_color(i), 2.2, i % 2 == 0 ? Qt::SolidLine : Qt::DashLine));
    lines_.back() = line;
    chart()->addSeries(line);
  }
  if (high == 0) return;
  add_axes(low, high, most, time);
  for (QAbstractSeries* line : chart()->series())
    for (QAbstractAxis* axis : chart()->axes()) line->attachAxis(axis);
}

void HoldChart::add_axes(double low, double high, double most, bool time) {
  auto* values = new QLogValueAxis;
  values->setBase(10);
  values->setRange(std::pow(10, std::floor(std::log10(low))),
                   std::pow(10, std::ceil(std::log10(high))));
  values->setLabelFormat(QStringLiteral("%g"));
  values->setMinorTickCount(8);
  values->setMinorGridLineVisible(false);
  values->setTitleText(time ? tr("time (us)") : tr("number"));
  dress_values(*values, font());

  const report::ValueRange range = report::value_range(std::vector{0.0, most});
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
  return line == nullptr ? QList<QPointF>() : line->points();
}

QString HoldChart::value_title() const {
  const auto axes = chart()->axes(Qt::Horizontal);
  return axes.isEmpty() ? QString() : axes.first()->titleText();
}

}  // namespace folioscope::charts
