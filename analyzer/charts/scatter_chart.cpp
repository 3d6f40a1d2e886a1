// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/scatter_chart.h"

#include <QCategoryAxis>
#include <QKeyEvent>
#include <QLegend>
#include <QLegendMarker>
#include <QMouseEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "charts/look.h"
#include "charts/variant_marks.h"
#include "format/units.h"
#include "models/colors.h"
#include "models/qt_text.h"
#include "models/shown_text.h"

namespace folioscope::charts {
namespace {

constexpr double kScatterDot = 10, kRingSize = 19, kMarkSize = 16;
constexpr double kNearDot = 14;        // pixels from a dot that still point at it
constexpr double kFailedJitter = 0.5;  // of the distance between "succeeded" and "failed"

bool is_failed(const compare::Quantity& quantity) { return quantity.name == "failed"; }

format::WideAxis scatter_axis(const ScatterChart::Shown& shown, const compare::Quantity& quantity,
                              double compare::Dot::*value) {
  if (is_failed(quantity) && shown.dot == compare::DotIs::Operation)
    return format::WideAxis::of_failed();
  std::vector<double> values;
  for (const compare::Dot& dot : shown.dots) values.push_back(dot.*value);
  return format::WideAxis::of(values, is_failed(quantity) ? "ratio" : quantity.unit);
}

QString axis_title_text(const compare::Quantity& quantity, const format::WideAxis& axis,
                        compare::DotIs dot) {
  const bool share = is_failed(quantity) && dot == compare::DotIs::Boot;
  QString title =
      share ? ScatterChart::tr("operations that failed") : models::text(quantity.meaning);
  if (dot == compare::DotIs::Boot && !share) title += ScatterChart::tr(", mean of the boot");
  if (!axis.symbol().empty()) title += QStringLiteral(" (%1)").arg(models::text(axis.symbol()));
  return title;
}

QString dot_value_text(const compare::Quantity& quantity, double value, compare::DotIs dot) {
  if (is_failed(quantity)) {
    if (dot == compare::DotIs::Boot)
      return ScatterChart::tr("%1 failed")
          .arg(models::text(format::with_symbol({100, "%", 1}, value)));
    return value > 0 ? ScatterChart::tr("failed") : ScatterChart::tr("succeeded");
  }
  const bool whole = value == std::floor(value);
  return QStringLiteral("%1 %2").arg(
      models::text(quantity.name),
      models::text(quantity.unit == "ns" ? format::short_time(value)
                                         : format::number({1, "", whole ? 0 : 1}, value)));
}

std::vector<int> ordered_by(const std::vector<QPointF>& places, bool x) {
  std::vector<int> order(places.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](int dot) {
    const QPointF& at = places[static_cast<std::size_t>(dot)];
    return x ? std::pair(at.x(), at.y()) : std::pair(at.y(), at.x());
  });
  return order;
}

Dots ring(const QColor& color, double size) {
  return {QScatterSeries::MarkerShapeCircle, size, Qt::NoBrush, QPen(color, 2), {}};
}

}  // namespace

ScatterChart::ScatterChart(QWidget* parent) : QChartView(parent), layer_(new DotLayer(*chart())) {
  dress(*this);
  setAccessibleName(tr("Two quantities of each operation"));
  setFocusPolicy(Qt::StrongFocus);
  viewport()->setMouseTracking(true);
  chart()->legend()->setAlignment(Qt::AlignTop);
  chart()->legend()->setMarkerShape(QLegend::MarkerShapeFromSeries);
  chart()->setMargins(QMargins(0, 0, 24, 0));
}

void ScatterChart::clear() {
  QToolTip::hideText();
  layer_->clear();
  empty(*chart());
  shown_ = {};
  places_.clear();
  by_x_.clear();
  by_y_.clear();
  current_ = -1;
}

void ScatterChart::show_dots(Shown shown) {
  const int before = shown.dots.size() == shown_.dots.size() ? current_ : -1;
  clear();
  shown_ = std::move(shown);
  x_ = scatter_axis(shown_, *shown_.x, &compare::Dot::x);
  y_ = scatter_axis(shown_, *shown_.y, &compare::Dot::y);
  add_axis(x_, *shown_.x, Qt::AlignBottom);
  add_axis(y_, *shown_.y, Qt::AlignLeft);
  place_dots();
  std::vector<Dots> groups{ring(models::status_color(CellStatus::WorkloadError), kMarkSize)};
  for (std::size_t position = 0; position < shown_.variants.size(); ++position) {
    add_to_legend(position);
    for (const bool failed : {false, true}) groups.push_back(dots_of(position, failed));
  }
  groups.push_back(ring(palette().color(QPalette::WindowText), kRingSize));
  ring_ = groups.size() - 1;
  layer_->show(std::move(groups));
  for (QLegendMarker* marker : chart()->legend()->markers())
    marker->setVisible(!marker->series()->name().isEmpty());
  set_current(before);
}

void ScatterChart::place_dots() {
  // Multiples of the golden ratio leave no two neighbours close to each other.
  constexpr double kGolden = 0.6180339887498949;
  for (std::size_t i = 0; i < shown_.dots.size(); ++i) {
    const double turn = static_cast<double>(i) * kGolden;
    const double away = (turn - std::floor(turn) - 0.5) * kFailedJitter;
    const compare::Dot& dot = shown_.dots[i];
    places_.emplace_back(x_.place(dot.x) + (x_.jittered() ? away : 0),
                         y_.place(dot.y) + (y_.jittered() ? away : 0));
  }
  by_x_ = ordered_by(places_, true);
  by_y_ = ordered_by(places_, false);
}

void ScatterChart::add_axis(const format::WideAxis& axis, const compare::Quantity& quantity,
                            Qt::Alignment alignment) {
  auto* shown = new QCategoryAxis;
  shown->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
  shown->setRange(axis.low(), axis.high());
  for (const format::WideAxis::Tick& tick : axis.ticks())
    shown->append(models::text(tick.label), tick.place);
  shown->setTitleText(axis_title_text(quantity, axis, shown_.dot).toHtmlEscaped());
  dress_values(*shown, font());
  chart()->addAxis(shown, alignment);
}

// Of a variant that has a dot; the legend is made of series.
void ScatterChart::add_to_legend(std::size_t position) {
  if (std::ranges::find(shown_.dots, position, &compare::Dot::position) == shown_.dots.end())
    return;
  auto* entry = new QScatterSeries;
  entry->setName(models::shown(shown_.variants[position]).toHtmlEscaped());
  entry->setMarkerShape(variant_shape(position));
  entry->setColor(Qt::transparent);
  entry->setPen(QPen(models::variant_color(position), 1.6));
  chart()->addSeries(entry);
}

Dots ScatterChart::dots_of(std::size_t position, bool failed) const {
  const QColor color = models::variant_color(position);
  QColor fill = color;
  fill.setAlphaF(failed ? 0.8f : 0.0f);
  Dots dots{variant_shape(position), kScatterDot, fill, QPen(color, 1.6), {}};
  for (std::size_t i = 0; i < shown_.dots.size(); ++i)
    if (shown_.dots[i].position == position && (shown_.dots[i].failed > 0) == failed)
      dots.points << places_[i];
  return dots;
}

void ScatterChart::mark(const std::vector<int>& dots) {
  if (!layer_->is_shown()) return;
  QList<QPointF> points;
  for (const int dot : dots) points << place(dot);
  layer_->replace(0, points);
}

void ScatterChart::set_current(int dot) {
  if (!layer_->is_shown() || dot >= static_cast<int>(places_.size())) return;
  current_ = dot;
  layer_->replace(ring_, dot < 0 ? QList<QPointF>() : QList<QPointF>{place(dot)});
  setAccessibleDescription(dot < 0 ? QString() : dot_text(dot));
  Q_EMIT current_changed(dot);
}

QPointF ScatterChart::pixel(int dot) const {
  return mapFromScene(chart()->mapToScene(layer_->pixel(place(dot))));
}

QString ScatterChart::axis_title(Qt::Orientation orientation) const {
  const auto axes = chart()->axes(orientation);
  return axes.isEmpty() ? QString() : axes.first()->titleText();
}

QString ScatterChart::dot_text(int dot) const {
  const compare::Dot& one = shown_.dots.at(static_cast<std::size_t>(dot));
  QString text =
      tr("%1, boot %2")
          .arg(models::shown(shown_.variants.at(one.position)), QString::number(one.boot));
  text += one.operation ? tr(", operation %1: ").arg(one.operation->id)
                        : tr(", %1 operations: ").arg(one.operations);
  text += dot_value_text(*shown_.x, one.x, shown_.dot) + ", " +
          dot_value_text(*shown_.y, one.y, shown_.dot);
  const bool said = is_failed(*shown_.x) || is_failed(*shown_.y);
  if (one.operation && !said) text += one.failed > 0 ? tr(", failed") : tr(", succeeded");
  return text;
}

int ScatterChart::nearest(const QPoint& at) const {
  int found = -1;
  double best = kNearDot;
  for (int dot = 0; dot < static_cast<int>(places_.size()); ++dot) {
    const QPointF away = pixel(dot) - at;
    const double distance = std::hypot(away.x(), away.y());
    if (distance > best) continue;
    found = dot;
    best = distance;
  }
  return found;
}

void ScatterChart::step(Qt::Orientation along, int by) {
  const std::vector<int>& order = along == Qt::Horizontal ? by_x_ : by_y_;
  if (order.empty()) return;
  const auto now = std::ranges::find(order, current_);
  const auto last = static_cast<int>(order.size()) - 1;
  const int at = now == order.end() ? 0 : static_cast<int>(now - order.begin()) + by;
  set_current(order[static_cast<std::size_t>(std::clamp(at, 0, last))]);
}

void ScatterChart::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Left:
      return step(Qt::Horizontal, -1);
    case Qt::Key_Right:
      return step(Qt::Horizontal, 1);
    case Qt::Key_Up:
      return step(Qt::Vertical, 1);
    case Qt::Key_Down:
      return step(Qt::Vertical, -1);
    case Qt::Key_Home:
      return step(Qt::Horizontal, -static_cast<int>(places_.size()));
    case Qt::Key_End:
      return step(Qt::Horizontal, static_cast<int>(places_.size()));
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (current_ >= 0) Q_EMIT opened(current_);
      return;
    default:
      QChartView::keyPressEvent(event);
  }
}

void ScatterChart::mousePressEvent(QMouseEvent* event) {
  QChartView::mousePressEvent(event);
  const int dot = event->button() == Qt::LeftButton ? nearest(event->pos()) : -1;
  if (dot < 0) return;
  set_current(dot);
  Q_EMIT opened(dot);
}

void ScatterChart::mouseMoveEvent(QMouseEvent* event) {
  QChartView::mouseMoveEvent(event);
  const int dot = nearest(event->pos());
  viewport()->setCursor(dot < 0 ? Qt::ArrowCursor : Qt::PointingHandCursor);
  if (dot < 0)
    QToolTip::hideText();
  else
    QToolTip::showText(event->globalPosition().toPoint(), dot_text(dot).toHtmlEscaped(), this);
}

void ScatterChart::focusInEvent(QFocusEvent* event) {
  QChartView::focusInEvent(event);
  if (current_ < 0 && event->reason() != Qt::MouseFocusReason) step(Qt::Horizontal, 0);
}

}  // namespace folioscope::charts
