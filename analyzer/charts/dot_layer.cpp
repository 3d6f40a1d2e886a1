// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/dot_layer.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace folioscope::charts {
namespace {

// Qt Charts puts axes at 3 and every series at 4: a line at the mean is seen through any number of
// dots.
constexpr double kBelowSeries = 3.5;

QPainterPath polygon(double size, int corners, double turned_by) {
  QPolygonF polygon;
  for (int i = 0; i < corners; ++i) {
    const double angle = turned_by + 2 * std::numbers::pi * i / corners - std::numbers::pi / 2;
    polygon << QPointF(std::cos(angle), std::sin(angle)) * (size / 2);
  }
  QPainterPath path;
  path.addPolygon(polygon);
  path.closeSubpath();
  return path;
}

// Around (0, 0).
QPainterPath outline(QScatterSeries::MarkerShape shape, double size) {
  switch (shape) {
    case QScatterSeries::MarkerShapeTriangle:
      return polygon(size, 3, 0);
    case QScatterSeries::MarkerShapeRotatedRectangle:
      return polygon(size, 4, 0);
    case QScatterSeries::MarkerShapePentagon:
      return polygon(size, 5, 0);
    default:
      break;
  }
  const QRectF box(-size / 2, -size / 2, size, size);
  QPainterPath path;
  if (shape == QScatterSeries::MarkerShapeRectangle)
    path.addRect(box);
  else
    path.addEllipse(box);
  return path;
}

}  // namespace

DotLayer::DotLayer(QChart& chart) : QGraphicsObject(&chart), chart_(chart) {
  setZValue(kBelowSeries);
  setAcceptedMouseButtons(Qt::NoButton);
  connect(&chart, &QChart::plotAreaChanged, this, [this] {
    prepareGeometryChange();
    update();
  });
}

void DotLayer::show(std::vector<Dots> groups) {
  if (placed_by_ == nullptr) {
    placed_by_ = new QScatterSeries;
    chart_.addSeries(placed_by_);
    for (QAbstractAxis* axis : chart_.axes()) placed_by_->attachAxis(axis);
  }
  groups_ = std::move(groups);
  update();
}

void DotLayer::clear() {
  placed_by_ = nullptr;
  groups_.clear();
  update();
}

void DotLayer::replace(std::size_t group, QList<QPointF> points) {
  groups_.at(group).points = std::move(points);
  update();
}

QPointF DotLayer::pixel(const QPointF& point) const {
  return placed_by_ == nullptr ? QPointF() : chart_.mapToPosition(point, placed_by_);
}

std::optional<DotPlace> DotLayer::nearest(const QPointF& at, double reach) const {
  std::optional<DotPlace> found;
  double best = reach;
  for (std::size_t group = 0; group < groups_.size(); ++group) {
    const QList<QPointF>& points = groups_[group].points;
    for (qsizetype i = 0; i < points.size(); ++i) {
      const QPointF away = pixel(points[i]) - at;
      const double distance = std::hypot(away.x(), away.y());
      if (distance > best) continue;
      found = DotPlace{group, i};
      best = distance;
    }
  }
  return found;
}

QRectF DotLayer::boundingRect() const {
  double room = 0;
  for (const Dots& dots : groups_) room = std::max(room, dots.size + dots.edge.widthF());
  return chart_.plotArea().adjusted(-room, -room, room, room);
}

void DotLayer::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  painter->setRenderHint(QPainter::Antialiasing);
  for (const Dots& dots : groups_) {
    painter->setBrush(dots.fill);
    painter->setPen(dots.edge);
    const QPainterPath shape = outline(dots.shape, dots.size);
    for (const QPointF& point : dots.points) painter->drawPath(shape.translated(pixel(point)));
  }
}

}  // namespace folioscope::charts
