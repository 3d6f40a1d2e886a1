// SPDX-License-Identifier: GPL-3.0-or-later
// Two quantities of operations: a dot for each operation or boot, by variant in colour and shape;
// filled where something failed, open where nothing did. Axes whose values span decades are
// logarithmic. A dot is opened by a click, or with the keyboard: Left and Right step by x, Up and
// Down by y, Enter opens.
#pragma once

#include <QChartView>
#include <QScatterSeries>
#include <QString>
#include <vector>

#include "charts/dot_layer.h"
#include "compare/scatter.h"
#include "format/wide_axis.h"

namespace folioscope::charts {

class ScatterChart : public QChartView {
  Q_OBJECT
 public:
  explicit ScatterChart(QWidget* parent = nullptr);

  struct Shown {
    std::vector<QString> variants;  // by position in the run
    std::vector<compare::Dot> dots;
    const compare::Quantity* x = nullptr;
    const compare::Quantity* y = nullptr;
    compare::DotIs dot = compare::DotIs::Operation;
  };
  // The current dot stays where there are as many dots as before.
  void show_dots(Shown shown);
  void clear();
  // Dots that stand out from the others, by number; none: all are alike.
  void mark(const std::vector<int>& dots);

  int current() const { return current_; }  // -1: none
  void set_current(int dot);
  const std::vector<compare::Dot>& dots() const { return shown_.dots; }
  // "drain-only, boot 3, operation 7: longest_lock 1.2 ms, failed"
  QString dot_text(int dot) const;
  QPointF place(int dot) const { return places_.at(static_cast<std::size_t>(dot)); }  // on the axes
  QPointF pixel(int dot) const;                                                       // of the view
  QString axis_title(Qt::Orientation orientation) const;
  bool filled(int dot) const { return shown_.dots.at(static_cast<std::size_t>(dot)).failed > 0; }

 Q_SIGNALS:
  void current_changed(int dot);
  void opened(int dot);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;

 private:
  void add_axis(const format::WideAxis& axis, const compare::Quantity& quantity,
                Qt::Alignment alignment);
  void add_to_legend(std::size_t position);
  Dots dots_of(std::size_t position, bool failed) const;
  void place_dots();
  int nearest(const QPoint& at) const;
  void step(Qt::Orientation along, int by);

  Shown shown_;
  format::WideAxis x_, y_;
  std::vector<QPointF> places_;   // by dot
  std::vector<int> by_x_, by_y_;  // dots in order
  DotLayer* layer_;       // marks, the dots of each variant, the ring around the current one
  std::size_t ring_ = 0;  // its group
  int current_ = -1;
};

}  // namespace folioscope::charts
