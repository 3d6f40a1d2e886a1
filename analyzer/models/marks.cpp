// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/marks.h"

#include <QPainter>
#include <QPixmap>
#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numbers>

namespace folioscope::models {
namespace {

constexpr std::size_t kVariantMarks = 5;
constexpr int kIconSize = 22;  // drawn twice as large as it is shown, for dense screens

QPainterPath polygon(QPointF centre, double radius, int corners, double turn) {
  QPolygonF outline;
  for (int i = 0; i < corners; ++i) {
    const double angle = turn + 2 * std::numbers::pi * i / corners;
    outline << centre + radius * QPointF(std::sin(angle), -std::cos(angle));
  }
  QPainterPath path;
  path.addPolygon(outline);
  path.closeSubpath();
  return path;
}

QPainterPath cross(QPointF centre, double radius) {
  QPainterPath path;
  for (const QPointF corner : {QPointF(radius, radius), QPointF(radius, -radius)}) {
    path.moveTo(centre - corner);
    path.lineTo(centre + corner);
  }
  return path;
}

}  // namespace

Mark variant_mark(std::size_t position) { return static_cast<Mark>(position % kVariantMarks); }

Mark outcome_mark(compare::Outcome outcome) {
  using compare::Outcome;
  switch (outcome) {
    case Outcome::Improved:
      return Mark::Circle;
    case Outcome::Regressed:
      return Mark::Downwards;
    case Outcome::Changed:
      return Mark::Diamond;
    case Outcome::Lead:
      return Mark::Triangle;
    case Outcome::NoDifference:
      return Mark::Square;
    case Outcome::Inconclusive:
      return Mark::Ring;
    case Outcome::Baseline:
    case Outcome::SameCode:
    case Outcome::Withheld:
    case Outcome::NoData:
      break;
  }
  return Mark::Cross;
}

QPainterPath mark_path(Mark mark, QPointF centre, double size) {
  using std::numbers::pi;
  const double radius = size / 2;
  QPainterPath path;
  switch (mark) {
    case Mark::Circle:
    case Mark::Ring:
      path.addEllipse(centre, radius, radius);
      return path;
    case Mark::Square:
      return polygon(centre, radius * 1.2, 4, pi / 4);
    case Mark::Triangle:
      return polygon(centre, radius * 1.2, 3, 0);
    case Mark::Downwards:
      return polygon(centre, radius * 1.2, 3, pi);
    case Mark::Diamond:
      return polygon(centre, radius * 1.2, 4, 0);
    case Mark::Pentagon:
      return polygon(centre, radius * 1.1, 5, 0);
    case Mark::Cross:
      return cross(centre, radius * 0.8);
  }
  return path;
}

bool is_filled(Mark mark) { return mark != Mark::Ring && mark != Mark::Cross; }

void draw_mark(QPainter& painter, Mark mark, QPointF centre, double size, const QColor& color) {
  painter.setPen(QPen(color, is_filled(mark) ? 1 : std::max(1.5, size / 6)));
  painter.setBrush(is_filled(mark) ? QBrush(color) : QBrush(Qt::NoBrush));
  painter.drawPath(mark_path(mark, centre, size));
}

QIcon mark_icon(Mark mark, const QColor& color) {
  QPixmap pixmap(kIconSize, kIconSize);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  constexpr double kMiddle = kIconSize / 2.0;
  draw_mark(painter, mark, {kMiddle, kMiddle}, 0.75 * kIconSize, color);
  return QIcon(pixmap);
}

}  // namespace folioscope::models
