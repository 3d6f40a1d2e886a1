// SPDX-License-Identifier: GPL-3.0-or-later
// The dots of a chart, painted by one item. Qt Charts makes an item of every dot of a scatter
// series, and makes it again with every change: thousands of them stop the window for a tenth of a
// second.
#pragma once

#include <QBrush>
#include <QChart>
#include <QGraphicsObject>
#include <QList>
#include <QPen>
#include <QScatterSeries>
#include <optional>
#include <vector>

namespace folioscope::charts {

// What looks alike. `points` are on the axes of the chart.
struct Dots {
  QScatterSeries::MarkerShape shape = QScatterSeries::MarkerShapeCircle;
  double size = 10;  // pixels
  QBrush fill = {};
  QPen edge = QPen(Qt::NoPen);
  QList<QPointF> points = {};
};

struct DotPlace {
  std::size_t group = 0;
  qsizetype point = 0;
};

class DotLayer : public QGraphicsObject {
  Q_OBJECT
 public:
  // Lies above the axes of `chart`, which owns it, and below its series.
  explicit DotLayer(QChart& chart);

  // The chart has its axes. Later groups lie above earlier ones.
  void show(std::vector<Dots> groups);
  // Before the series of the chart are removed.
  void clear();
  void replace(std::size_t group, QList<QPointF> points);

  bool is_shown() const { return placed_by_ != nullptr; }
  const Dots& group(std::size_t at) const { return groups_.at(at); }
  // Of the chart, in pixels.
  QPointF pixel(const QPointF& point) const;
  // The dot nearest to a pixel of the chart, and not farther from it than `reach`.
  std::optional<DotPlace> nearest(const QPointF& pixel, double reach) const;

  QRectF boundingRect() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) override;

 private:
  QChart& chart_;
  QScatterSeries* placed_by_ = nullptr;  // has no points; owned by the chart
  std::vector<Dots> groups_;
};

}  // namespace folioscope::charts
