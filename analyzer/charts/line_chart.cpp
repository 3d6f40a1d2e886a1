// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/line_chart.h"

#include <QAreaSeries>
#include <QCategoryAxis>
#include <QCursor>
#include <QLegend>
#include <QLegendMarker>
#include <QToolTip>
#include <QValueAxis>
#include <algorithm>
#include <array>
#include <cmath>

#include "charts/look.h"
#include "format/value_axis.h"
#include "models/colors.h"

namespace folioscope::charts {
namespace {

constexpr double kLineWidth = 2.2, kThickLine = 4;
constexpr float kBandAlpha = 0.16f, kPaleAlpha = 0.25f;
// More entries leave the drawing no room: the marks of the table below tell the variants apart.
constexpr std::size_t kMostInLegend = 8;
// Repeat later than colours do, so that no two of 35 variants have the same line.
constexpr std::array kDashes{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine,
                             Qt::DashDotDotLine};

QPen pen_of(std::size_t position, double width, float alpha) {
  QColor color = models::variant_color(position);
  color.setAlphaF(alpha);
  return QPen(color, width, kDashes[position % kDashes.size()], Qt::FlatCap);
}

std::vector<double> values_of(const LinePicture& picture, double (QPointF::*of)() const) {
  std::vector<double> values;
  for (const ChartLine& line : picture.lines)
    for (const QList<QPointF>* points : {&line.points, &line.low, &line.high})
      for (const QPointF& point : *points) values.push_back((point.*of)());
  return values;
}

QValueAxis* round_axis(const format::ValueRange& range) {
  auto* axis = new QValueAxis;
  axis->setRange(range.low, range.high);
  axis->setTickType(QValueAxis::TicksDynamic);
  axis->setTickAnchor(range.low);
  axis->setTickInterval(range.step);
  axis->setLabelFormat(QStringLiteral("%.%1f").arg(range.decimals));
  return axis;
}

QAbstractAxis* x_axis_of(const LinePicture& picture, const std::vector<double>& xs) {
  if (picture.x_ticks.empty())
    return round_axis(picture.x_percent ? format::share_range(xs) : format::value_range(xs));
  auto* axis = new QCategoryAxis;
  axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
  const auto [low, high] = std::ranges::minmax(xs);
  const double room = low == high ? 1 : 0.03 * (high - low);
  for (const auto& [at, label] : picture.x_ticks)
    axis->append(label.toHtmlEscaped(), std::clamp(at, low - room, high + room));
  axis->setRange(low - room, high + room);
  return axis;
}

}  // namespace

LineChart::LineChart(const QString& accessible_name, QWidget* parent) : QChartView(parent) {
  dress(*this);
  setAccessibleName(accessible_name);
  chart()->legend()->setAlignment(Qt::AlignTop);
  chart()->setMargins(QMargins(0, 4, 28, 0));  // room for the last label, half of it past the axis
}

void LineChart::clear() {
  QToolTip::hideText();
  empty(*chart());
  lines_.clear();
}

void LineChart::show_lines(const LinePicture& picture) {
  clear();
  if (std::ranges::all_of(picture.lines,
                          [](const ChartLine& line) { return line.points.isEmpty(); }))
    return;
  for (const ChartLine& line : picture.lines) add_band(line);  // below all lines
  for (const ChartLine& line : picture.lines) add_line(line);
  const std::vector<double> xs = values_of(picture, &QPointF::x);
  if (picture.level) {
    auto* level = new QLineSeries;
    const auto [low, high] = std::ranges::minmax(xs);
    level->append(low, *picture.level);
    level->append(high, *picture.level);
    level->setPen(QPen(palette().color(QPalette::PlaceholderText), 1.4));
    chart()->addSeries(level);
    for (QLegendMarker* marker : chart()->legend()->markers(level)) marker->setVisible(false);
  }
  add_axes(picture);
  chart()->legend()->setVisible(lines_.size() > 1 && lines_.size() <= kMostInLegend);
}

void LineChart::add_band(const ChartLine& line) {
  if (line.low.isEmpty()) return;
  auto* low = new QLineSeries;
  auto* high = new QLineSeries;
  low->append(line.low);
  high->append(line.high);
  auto* band = new QAreaSeries(high, low);
  low->setParent(band);
  high->setParent(band);
  QColor color = models::variant_color(line.position);
  color.setAlphaF(kBandAlpha);
  band->setColor(color);
  band->setPen(Qt::NoPen);
  chart()->addSeries(band);
  for (QLegendMarker* marker : chart()->legend()->markers(band)) marker->setVisible(false);
}

void LineChart::add_line(const ChartLine& line) {
  auto* drawn = new QLineSeries;
  drawn->setName(line.name.toHtmlEscaped());
  drawn->append(line.points);
  drawn->setPen(pen_of(line.position, kLineWidth, 1));
  drawn->setPointsVisible(line.dots);
  connect(drawn, &QLineSeries::hovered, this, [this, name = line.name](const QPointF&, bool over) {
    if (over)
      QToolTip::showText(QCursor::pos(), name.toHtmlEscaped(), this);
    else
      QToolTip::hideText();
  });
  chart()->addSeries(drawn);
  lines_.push_back({drawn, line.position, !line.low.isEmpty()});
}

void LineChart::add_axes(const LinePicture& picture) {
  QAbstractAxis* x = x_axis_of(picture, values_of(picture, &QPointF::x));
  std::vector<double> ys = values_of(picture, &QPointF::y);
  if (picture.level) ys.push_back(*picture.level);
  QValueAxis* y = round_axis(picture.percent ? format::share_range(std::vector{0.0, 100.0})
                                             : format::value_range(ys));
  if (picture.percent) y->setLabelFormat(QStringLiteral("%.0f %%"));
  x->setTitleText(picture.x_title.toHtmlEscaped());
  y->setTitleText(picture.y_title.toHtmlEscaped());
  dress_values(*x, font());
  dress_values(*y, font());
  chart()->addAxis(x, Qt::AlignBottom);
  chart()->addAxis(y, Qt::AlignLeft);
  for (QAbstractSeries* series : chart()->series())
    for (QAbstractAxis* axis : {x, static_cast<QAbstractAxis*>(y)}) series->attachAxis(axis);
}

void LineChart::emphasize(std::optional<std::size_t> position) {
  for (const Drawn& drawn : lines_) {
    const bool strong = position == drawn.position;
    drawn.line->setPen(pen_of(drawn.position, strong ? kThickLine : kLineWidth,
                              !position || strong ? 1.0f : kPaleAlpha));
  }
}

QString LineChart::x_title() const {
  const auto axes = chart()->axes(Qt::Horizontal);
  return axes.isEmpty() ? QString() : axes.first()->titleText();
}

bool LineChart::has_legend() const { return chart()->legend()->isVisible(); }

}  // namespace folioscope::charts
