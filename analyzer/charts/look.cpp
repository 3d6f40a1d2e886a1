// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/look.h"

#include <QEvent>
#include <QGraphicsLayout>
#include <QGuiApplication>
#include <QLegend>
#include <QPalette>

namespace folioscope::charts {
namespace {

QFont scaled(const QFont& base, double factor) {
  QFont font = base;
  font.setPointSizeF(base.pointSizeF() * factor);
  return font;
}

void color_axis(QAbstractAxis& axis) {
  axis.setLabelsBrush(ink());
  axis.setTitleBrush(ink());
  axis.setLinePenColor(grid());
  axis.setGridLineColor(grid());
}

// Another palette: axes and legend follow at once, what is drawn comes anew from its page.
class FollowsPalette : public QObject {
 public:
  explicit FollowsPalette(QChartView* view) : QObject(view), view_(view) {
    view->installEventFilter(this);
  }
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (watched == view_ && event->type() == QEvent::PaletteChange) {
      for (QAbstractAxis* axis : view_->chart()->axes()) color_axis(*axis);
      view_->chart()->legend()->setLabelBrush(ink());
    }
    return QObject::eventFilter(watched, event);
  }

 private:
  QChartView* view_;
};

}  // namespace

QColor over_ground(double part) {
  const QPalette palette = QGuiApplication::palette();
  const QColor ground = palette.color(QPalette::Base), text = palette.color(QPalette::Text);
  const auto mix = [part](float low, float high) {
    return static_cast<float>(low + part * (high - low));
  };
  return QColor::fromRgbF(mix(ground.redF(), text.redF()), mix(ground.greenF(), text.greenF()),
                          mix(ground.blueF(), text.blueF()));
}

QColor ink() { return over_ground(0.8); }
QColor grid() { return over_ground(0.14); }

void dress(QChartView& view) {
  new FollowsPalette(&view);
  view.setRenderHint(QPainter::Antialiasing);
  view.setFrameShape(QFrame::NoFrame);
  view.setMinimumHeight(240);
  view.chart()->setBackgroundRoundness(0);
  view.chart()->setBackgroundVisible(false);
  view.chart()->setMargins(QMargins(0, 4, 8, 0));
  view.chart()->layout()->setContentsMargins(0, 0, 0, 0);
  view.chart()->legend()->setLabelBrush(ink());
}

void dress_names(QAbstractAxis& axis, const QFont& base) {
  color_axis(axis);
  axis.setLabelsFont(scaled(base, 1.05));
}

void dress_values(QAbstractAxis& axis, const QFont& base) {
  color_axis(axis);
  axis.setTitleFont(base);
  axis.setLabelsFont(scaled(base, 0.95));
  axis.setLineVisible(false);
  axis.setTruncateLabels(false);
}

void empty(QChart& chart) {
  chart.removeAllSeries();
  for (QAbstractAxis* axis : chart.axes()) {
    chart.removeAxis(axis);
    delete axis;
  }
}

}  // namespace folioscope::charts
