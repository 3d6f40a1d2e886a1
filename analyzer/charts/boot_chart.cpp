// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/boot_chart.h"

#include <QCategoryAxis>
#include <QLineSeries>
#include <QMouseEvent>
#include <QToolTip>
#include <QValueAxis>
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

#include "charts/look.h"
#include "charts/variant_marks.h"
#include "format/units.h"
#include "format/value_axis.h"
#include "models/colors.h"
#include "models/shown_text.h"
#include "stats/summary.h"

namespace folioscope::charts {
namespace {

constexpr qsizetype kTitleLength = 48;  // along the axis of a chart of usual height
constexpr double kDotSize = 11, kDotReach = 9;
constexpr double kDotRoom = 0.025;  // of the axis: half a dot on a chart of usual height
constexpr double kMeanHalfWidth = 0.3, kJitterWidth = 0.4;  // of the distance between variants

// More lines than these are a grey field.
constexpr std::size_t kMostPairs = 400;
constexpr std::size_t kMostUpright = 8;   // labels beside each other; more are turned
constexpr qsizetype kLongestTurned = 20;  // letters of a label

// Multiples of the golden ratio leave no two of a few boots close to each other.
double jitter(int boot) {
  constexpr double kGolden = 0.6180339887498949;
  const double place = boot * kGolden;
  return (place - std::floor(place) - 0.5) * kJitterWidth;
}

std::vector<double> values_of_column(const std::vector<query::BootValue>& boots) {
  std::vector<double> values;
  for (const query::BootValue& boot : boots) values.push_back(boot.value);
  return values;
}

}  // namespace

BootChart::BootChart(QWidget* parent) : QChartView(parent), dots_(new DotLayer(*chart())) {
  dress(*this);
  setAccessibleName(tr("Values of every boot by variant"));
  chart()->legend()->hide();
  viewport()->setMouseTracking(true);
}

void BootChart::clear() {
  QToolTip::hideText();
  dots_->clear();
  empty(*chart());
  variants_.clear();
  pairs_.clear();
}

void BootChart::show_metric(const query::Series& series, const compare::MetricResult& metric) {
  variants_.clear();
  scale_ = metric.scale;
  metric_ = QString::fromStdString(series.metric);
  add_columns(series, {});
  draw();
}

void BootChart::show_beside(const QString& run, const query::Series& series) {
  add_columns(series, run);
  draw();
}

void BootChart::set_paired(bool paired) {
  if (paired_ == paired) return;
  paired_ = paired;
  if (!variants_.empty()) draw();
}

void BootChart::add_columns(const query::Series& series, const QString& run) {
  const std::size_t of = run.isEmpty() ? 0 : variants_.empty() ? 1 : variants_.back().run + 1;
  for (const query::VariantBoots& variant : series.variants) {
    const QString own = QString::fromStdString(variant.variant);
    variants_.push_back(
        {run.isEmpty() ? own : run + QStringLiteral(": ") + own, {}, variant.boots, of});
  }
  for (Column& column : variants_) column.label.clear();
  for (Column& column : variants_) column.label = label_of(column.name);
}

// The axis takes every label once: what would look alike after it was shortened gets a number.
QString BootChart::label_of(const QString& name) const {
  const QString base =
      models::shown(name, variants_.size() > kMostUpright ? kLongestTurned : models::kLabelLength)
          .toHtmlEscaped();
  QString label = base;
  const auto taken = [&] {
    return std::ranges::find(variants_, label, &Column::label) != variants_.end();
  };
  for (int number = 2; taken(); ++number) label = QStringLiteral("%1 (%2)").arg(base).arg(number);
  return label;
}

void BootChart::draw() {
  QToolTip::hideText();
  dots_->clear();
  empty(*chart());
  pairs_.clear();
  add_axes();
  if (paired_) add_pairs();
  std::vector<Dots> dots;
  for (std::size_t i = 0; i < variants_.size(); ++i) {
    add_mean(i);
    dots.push_back(dots_of(i));
  }
  dots_->show(std::move(dots));
}

void BootChart::add_axes() {
  auto* variants = new QCategoryAxis;
  variants->setLabelsPosition(QCategoryAxis::AxisLabelsPositionCenter);
  variants->setStartValue(-0.5);
  std::vector<double> shown;
  for (std::size_t i = 0; i < variants_.size(); ++i) {
    variants->append(variants_[i].label, static_cast<double>(i) + 0.5);
    for (const query::BootValue& boot : variants_[i].boots)
      shown.push_back(boot.value * scale_.factor);
  }
  variants->setRange(-0.5, static_cast<double>(variants_.size()) - 0.5);
  variants->setGridLineVisible(false);
  if (variants_.size() > kMostUpright) {
    variants->setLabelsAngle(-90);
    variants->setTruncateLabels(false);  // Qt leaves three dots of what is turned
  }

  const format::ValueRange range =
      scale_.symbol == "%" ? format::share_range(shown) : format::value_range(shown);
  auto* values = new QValueAxis;
  // A dot on the first or last tick is drawn whole.
  const double room = kDotRoom * (range.high - range.low);
  values->setRange(range.low - room, range.high + room);
  values->setTickType(QValueAxis::TicksDynamic);
  values->setTickAnchor(range.low);
  values->setTickInterval(range.step);
  values->setLabelFormat(QStringLiteral("%.%1f").arg(range.decimals));
  values->setTitleText(models::shown(value_title(), kTitleLength).toHtmlEscaped());
  dress_names(*variants, font());
  dress_values(*values, font());
  chart()->addAxis(variants, Qt::AlignBottom);
  chart()->addAxis(values, Qt::AlignLeft);
}

void BootChart::add_series(QXYSeries* series) {
  chart()->addSeries(series);
  for (QAbstractAxis* axis : chart()->axes()) series->attachAxis(axis);
}

Dots BootChart::dots_of(std::size_t position) const {
  QColor fill = models::variant_color(position);
  fill.setAlphaF(0.75f);
  Dots dots{variant_shape(position), kDotSize, fill, QPen(palette().color(QPalette::Base)), {}};
  for (const query::BootValue& boot : variants_[position].boots)
    dots.points << QPointF(static_cast<double>(position) + jitter(boot.boot),
                           boot.value * scale_.factor);
  return dots;
}

void BootChart::add_mean(std::size_t position) {
  const Column& column = variants_[position];
  if (column.boots.empty()) return;
  auto* mean = new QLineSeries;
  const double value = stats::summarize(values_of_column(column.boots)).mean * scale_.factor;
  mean->append(static_cast<double>(position) - kMeanHalfWidth, value);
  mean->append(static_cast<double>(position) + kMeanHalfWidth, value);
  mean->setPen(QPen(models::variant_color(position).darker(120), 2.5));
  mean->setName(tr("mean of %1").arg(column.name));
  add_series(mean);
}

// The first boot of a block with the first of the next variant's, the second with the second.
void BootChart::add_pairs() {
  using Place = std::tuple<std::size_t, int, int>;  // run, block, boot in the block
  std::map<Place, QList<QPointF>> lines;
  for (std::size_t i = 0; i < variants_.size(); ++i) {
    std::map<int, int> seen;  // by block
    for (const query::BootValue& boot : variants_[i].boots)
      lines[{variants_[i].run, boot.block, seen[boot.block]++}]
          << QPointF(static_cast<double>(i) + jitter(boot.boot), boot.value * scale_.factor);
  }
  QColor color = palette().color(QPalette::Text);
  color.setAlphaF(0.3f);
  for (const auto& [place, points] : lines) {
    if (points.size() < 2 || pairs_.size() == kMostPairs) continue;
    auto* line = new QLineSeries;
    line->append(points);
    line->setPen(QPen(color, 1.2));
    line->setName(tr("block %1").arg(std::get<1>(place)));
    pairs_.push_back(line);
    add_series(line);
  }
}

QList<QPointF> BootChart::dots(std::size_t variant) const { return dots_->group(variant).points; }

QString BootChart::value_title() const {
  if (scale_.symbol.empty()) return metric_;
  return QStringLiteral("%1 (%2)").arg(metric_, QString::fromStdString(scale_.symbol));
}

QStringList BootChart::variant_labels() const {
  const auto axes = chart()->axes(Qt::Horizontal);
  return axes.isEmpty() ? QStringList()
                        : static_cast<QCategoryAxis*>(axes.first())->categoriesLabels();
}

QString BootChart::dot_text(const QPointF& at) const {
  const std::optional<DotPlace> dot = dots_->nearest(at, kDotReach);
  if (!dot) return {};
  const Column& boots = variants_.at(dot->group);
  const query::BootValue& boot = boots.boots.at(static_cast<std::size_t>(dot->point));
  QString text = tr("%1, boot %2: %3")
                     .arg(boots.name)
                     .arg(boot.boot)
                     .arg(QString::fromStdString(format::with_symbol(scale_, boot.value)));
  if (boot.touched_by_loss) text += tr(" (events were lost)");
  return text;
}

void BootChart::mouseMoveEvent(QMouseEvent* event) {
  QChartView::mouseMoveEvent(event);
  const QString text = dot_text(chart()->mapFromScene(mapToScene(event->pos())));
  if (text.isEmpty())
    QToolTip::hideText();
  else
    QToolTip::showText(event->globalPosition().toPoint(), text.toHtmlEscaped(), this);
}

}  // namespace folioscope::charts
