// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/rate_chart.h"

#include <QCategoryAxis>
#include <QCursor>
#include <QLegend>
#include <QLegendMarker>
#include <QLineSeries>
#include <QToolTip>
#include <QValueAxis>
#include <algorithm>
#include <cmath>
#include <utility>

#include "charts/look.h"
#include "charts/variant_marks.h"
#include "format/units.h"
#include "models/colors.h"
#include "models/qt_text.h"
#include "models/shown_text.h"

namespace folioscope::charts {
namespace {

constexpr double kRateDot = 9;
constexpr double kAside = 0.16;     // between variants, of the distance between groups
constexpr double kMostAside = 0.7;  // all of them together
constexpr int kMostGroupLabels = 6;

double in_percent(double share) { return share * 100; }

// Where a variant's dots stand aside from the middle of their groups.
double beside_group(std::size_t variant, std::size_t variants) {
  if (variants < 2) return 0;
  const double between = std::min(kAside, kMostAside / static_cast<double>(variants - 1));
  return (static_cast<double>(variant) - static_cast<double>(variants - 1) / 2) * between;
}

QString group_label(const compare::Quantity& x, double value) {
  return models::text(x.unit == "ns" && value > 0 ? format::short_time(value)
                                                  : format::number({1, "", 0}, value));
}

}  // namespace

RateChart::RateChart(QWidget* parent) : QChartView(parent) {
  dress(*this);
  setAccessibleName(tr("Which share of the operations failed"));
  chart()->legend()->hide();
  chart()->setMargins(QMargins(0, 4, 16, 0));
}

void RateChart::clear() {
  QToolTip::hideText();
  empty(*chart());
  rates_ = {};
  dots_.clear();
}

void RateChart::show_rates(compare::FailureRates rates, const compare::Quantity& x) {
  clear();
  rates_ = std::move(rates);
  if (rates_.groups.empty()) return;
  add_axes(x);
  for (std::size_t i = 0; i < rates_.variants.size(); ++i) add_variant(i);
}

void RateChart::add_axes(const compare::Quantity& x) {
  const auto groups = static_cast<int>(rates_.groups.size());
  auto* values = new QCategoryAxis;
  values->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
  values->setRange(-0.5, groups - 0.5);
  const int step = (groups - 1) / kMostGroupLabels + 1;
  for (int i = (groups - 1) % step; i < groups; i += step)
    values->append(group_label(x, rates_.groups[static_cast<std::size_t>(i)].high), i);
  values->setTitleText(
      tr("%1 up to, tenths of all operations").arg(models::text(x.name)).toHtmlEscaped());
  dress_values(*values, font());
  values->setGridLineVisible(false);

  auto* rates = new QValueAxis;
  rates->setRange(-4, 104);  // a dot at either end is drawn whole
  rates->setTickType(QValueAxis::TicksDynamic);
  rates->setTickAnchor(0);
  rates->setTickInterval(25);
  rates->setLabelFormat("%.0f %%");
  rates->setTitleText(tr("failed"));
  dress_values(*rates, font());
  chart()->addAxis(values, Qt::AlignBottom);
  chart()->addAxis(rates, Qt::AlignLeft);
}

void RateChart::add_variant(std::size_t variant) {
  const compare::FailureRates::Variant& shown = rates_.variants[variant];
  const QColor color = models::variant_color(shown.position);
  const auto add = [this](QXYSeries* series) {
    chart()->addSeries(series);
    for (QAbstractAxis* axis : chart()->axes()) series->attachAxis(axis);
  };
  auto* line = new QLineSeries;
  line->setPen(QPen(color, 1.2, Qt::DotLine));
  auto* dots = new QScatterSeries;
  dots->setName(models::shown(shown.variant).toHtmlEscaped());
  dots->setMarkerShape(variant_shape(shown.position));
  dots->setMarkerSize(kRateDot);
  dots->setColor(color);
  dots->setPen(QPen(color, 1));
  for (std::size_t group = 0; group < shown.rates.size(); ++group) {
    const auto rate = shown.rates[group].rate();
    if (!rate) continue;
    const double x = static_cast<double>(group) + beside_group(variant, rates_.variants.size());
    dots->append(x, in_percent(*rate));
    line->append(x, in_percent(*rate));
    if (const auto& interval = shown.rates[group].interval) {
      auto* whisker = new QLineSeries;
      whisker->setPen(QPen(color, 1.6));
      whisker->append(x, in_percent(interval->low));
      whisker->append(x, in_percent(interval->high));
      add(whisker);
    }
  }
  connect(dots, &QScatterSeries::hovered, this,
          [this, variant](const QPointF& at, bool over) { show_tip(variant, at, over); });
  dots_.push_back(dots);
  add(line);
  add(dots);
}

QList<QPointF> RateChart::dots(std::size_t variant) const { return dots_.at(variant)->points(); }

QStringList RateChart::group_labels() const {
  const auto axes = chart()->axes(Qt::Horizontal);
  return axes.isEmpty() ? QStringList()
                        : static_cast<QCategoryAxis*>(axes.first())->categoriesLabels();
}

QString RateChart::rate_text(std::size_t variant, std::size_t group) const {
  const compare::FailureRates::Variant& shown = rates_.variants.at(variant);
  const compare::GroupRate& rate = shown.rates.at(group);
  if (!rate.rate()) return {};
  const compare::Scale scale{100, "%", 1};
  const QString numbers = models::text(format::with_symbol(scale, *rate.rate()));
  QString text = tr("%1: %2 of %3 failed (%4")
                     .arg(models::shown(shown.variant), models::text(format::count(rate.failed)),
                          models::text(format::count(rate.operations)), numbers);
  if (rate.interval)
    text += tr(", interval %1 to %2")
                .arg(models::text(format::number(scale, rate.interval->low)),
                     models::text(format::with_symbol(scale, rate.interval->high)));
  return text + ')';
}

void RateChart::show_tip(std::size_t variant, const QPointF& at, bool over) {
  if (!over) return QToolTip::hideText();
  const auto group = static_cast<std::size_t>(std::max(0L, std::lround(at.x())));
  if (group < rates_.groups.size())
    QToolTip::showText(QCursor::pos(), rate_text(variant, group).toHtmlEscaped(), this);
}

}  // namespace folioscope::charts
