// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/boot_chart.h"

#include <QCategoryAxis>
#include <QCursor>
#include <QLineSeries>
#include <QToolTip>
#include <QValueAxis>
#include <cmath>

#include "charts/look.h"
#include "charts/variant_marks.h"
#include "format/units.h"
#include "format/value_axis.h"
#include "models/colors.h"
#include "models/shown_text.h"

namespace folioscope::charts {
namespace {

constexpr qsizetype kTitleLength = 48;  // along the axis of a chart of usual height
constexpr double kDotSize = 11;
constexpr double kDotRoom = 0.025;  // of the axis: half a dot on a chart of usual height
constexpr double kMeanHalfWidth = 0.3, kJitterWidth = 0.4;  // of the distance between variants

// Multiples of the golden ratio leave no two of a few boots close to each other.
double jitter(int boot) {
  constexpr double kGolden = 0.6180339887498949;
  const double place = boot * kGolden;
  return (place - std::floor(place) - 0.5) * kJitterWidth;
}

}  // namespace

BootChart::BootChart(QWidget* parent) : QChartView(parent) {
  dress(*this);
  setAccessibleName(tr("Values of every boot by variant"));
  chart()->legend()->hide();
}

void BootChart::clear() {
  QToolTip::hideText();
  empty(*chart());
  variants_.clear();
  dots_.clear();
}

void BootChart::show_metric(const query::Series& series, const compare::MetricResult& metric) {
  clear();
  variants_ = series.variants;
  scale_ = metric.scale;
  metric_ = QString::fromStdString(series.metric);

  std::vector<double> shown;
  for (const query::VariantBoots& variant : variants_)
    for (const query::BootValue& boot : variant.boots) shown.push_back(boot.value * scale_.factor);
  add_axes(shown);
  for (std::size_t i = 0; i < variants_.size(); ++i) add_variant(i, metric.variants[i]);
}

void BootChart::add_axes(const std::vector<double>& shown) {
  auto* variants = new QCategoryAxis;
  variants->setLabelsPosition(QCategoryAxis::AxisLabelsPositionCenter);
  variants->setStartValue(-0.5);
  for (std::size_t i = 0; i < variants_.size(); ++i)
    variants->append(models::shown(variants_[i].variant).toHtmlEscaped(),
                     static_cast<double>(i) + 0.5);
  variants->setRange(-0.5, static_cast<double>(variants_.size()) - 0.5);
  variants->setGridLineVisible(false);

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

void BootChart::add_variant(std::size_t position, const compare::VariantResult& result) {
  const QColor color = models::variant_color(position);
  const auto add = [this](QXYSeries* series) {
    chart()->addSeries(series);
    for (QAbstractAxis* axis : chart()->axes()) series->attachAxis(axis);
  };

  auto* dots = new QScatterSeries;
  dots->setName(models::shown(result.variant));
  dots->setMarkerShape(variant_shape(position));
  dots->setMarkerSize(kDotSize);
  QColor fill = color;
  fill.setAlphaF(0.75f);
  dots->setColor(fill);
  dots->setBorderColor(palette().color(QPalette::Base));
  for (const query::BootValue& boot : variants_[position].boots)
    dots->append(static_cast<double>(position) + jitter(boot.boot), boot.value * scale_.factor);
  connect(dots, &QScatterSeries::hovered, this,
          [this, position](const QPointF& at, bool over) { show_tip(position, at, over); });
  dots_.push_back(dots);
  add(dots);

  if (result.summary.count > 0) {
    auto* mean = new QLineSeries;
    const double value = result.summary.mean * scale_.factor;
    mean->append(static_cast<double>(position) - kMeanHalfWidth, value);
    mean->append(static_cast<double>(position) + kMeanHalfWidth, value);
    mean->setPen(QPen(color.darker(120), 2.5));
    mean->setName(tr("mean of %1").arg(models::shown(result.variant)));
    add(mean);
  }
}

QList<QPointF> BootChart::dots(std::size_t variant) const { return dots_.at(variant)->points(); }

QString BootChart::value_title() const {
  if (scale_.symbol.empty()) return metric_;
  return QStringLiteral("%1 (%2)").arg(metric_, QString::fromStdString(scale_.symbol));
}

QStringList BootChart::variant_labels() const {
  const auto axes = chart()->axes(Qt::Horizontal);
  return axes.isEmpty() ? QStringList()
                        : static_cast<QCategoryAxis*>(axes.first())->categoriesLabels();
}

QString BootChart::dot_text(std::size_t variant, const QPointF& at) const {
  const query::VariantBoots& boots = variants_.at(variant);
  const QList<QPointF> points = dots(variant);
  qsizetype nearest = -1;
  double best = 0;
  for (qsizetype i = 0; i < points.size(); ++i) {
    const QPointF away = points[i] - at;
    const double distance = QPointF::dotProduct(away, away);
    if (nearest >= 0 && distance >= best) continue;
    nearest = i;
    best = distance;
  }
  if (nearest < 0) return {};
  const query::BootValue& boot = boots.boots[static_cast<std::size_t>(nearest)];
  QString text = tr("%1, boot %2: %3")
                     .arg(models::shown(boots.variant, models::kCellLength))
                     .arg(boot.boot)
                     .arg(QString::fromStdString(format::with_symbol(scale_, boot.value)));
  if (boot.touched_by_loss) text += tr(" (events were lost)");
  return text;
}

void BootChart::show_tip(std::size_t variant, const QPointF& at, bool over) {
  if (over)
    QToolTip::showText(QCursor::pos(), dot_text(variant, at).toHtmlEscaped(), this);
  else
    QToolTip::hideText();
}

}  // namespace folioscope::charts
