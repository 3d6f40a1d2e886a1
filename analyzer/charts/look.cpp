// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/look.h"

#include <QGraphicsLayout>
#include <QLegend>

namespace folioscope::charts {
namespace {

constexpr QColor kInk(0x37, 0x41, 0x51), kGrid(0xe5, 0xe7, 0xeb);

QFont scaled(const QFont& base, double factor) {
  QFont font = base;
  font.setPointSizeF(base.pointSizeF() * factor);
  return font;
}

void dress_any(QAbstractAxis& axis) {
  axis.setLabelsBrush(kInk);
  axis.setTitleBrush(kInk);
  axis.setLinePenColor(kGrid);
}

}  // namespace

void dress(QChartView& view) {
  view.setRenderHint(QPainter::Antialiasing);
  view.setFrameShape(QFrame::NoFrame);
  view.setMinimumHeight(240);
  view.chart()->setBackgroundRoundness(0);
  view.chart()->setBackgroundVisible(false);
  view.chart()->setMargins(QMargins(0, 4, 8, 0));
  view.chart()->layout()->setContentsMargins(0, 0, 0, 0);
  view.chart()->legend()->setLabelBrush(kInk);
}

void dress_names(QAbstractAxis& axis, const QFont& base) {
  dress_any(axis);
  axis.setLabelsFont(scaled(base, 1.05));
}

void dress_values(QAbstractAxis& axis, const QFont& base) {
  dress_any(axis);
  axis.setTitleFont(base);
  axis.setLabelsFont(scaled(base, 0.95));
  axis.setGridLineColor(kGrid);
  axis.setLineVisible(false);
}

void empty(QChart& chart) {
  chart.removeAllSeries();
  for (QAbstractAxis* axis : chart.axes()) {
    chart.removeAxis(axis);
    delete axis;
  }
}

}  // namespace folioscope::charts
