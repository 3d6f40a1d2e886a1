// SPDX-License-Identifier: GPL-3.0-or-later
// One operation as a picture: a lane for each page that failed, or that others had a lock or a
// reference of, from the operation's begin to its end. In a lane: who held the lock, a bar by
// class, hatched where it was the operation's own task; references as thin bars below; failures as
// triangles above.
//
// The wheel with Ctrl, + and - zoom, 0 shows the whole operation, Shift with Left and Right moves.
// Up and Down go from page to page, Left and Right to what happened to it.
#pragma once

#include <QAbstractScrollArea>
#include <QString>
#include <utility>
#include <vector>

#include "charts/operation_things.h"
#include "query/operation_pages.h"

namespace folioscope::charts {

class OperationLanes : public QAbstractScrollArea {
  Q_OBJECT
 public:
  explicit OperationLanes(QWidget* parent = nullptr);

  void show_operation(query::OperationPages pages);
  void clear();
  const query::OperationPages& shown() const { return pages_; }

  // What the pointer or the keyboard is at; empty: nothing.
  QString current_text() const;
  void set_current(int lane, int thing);  // of things(lane); -1: none
  const std::vector<LaneThing>& things(int lane) const {
    return things_.at(static_cast<std::size_t>(lane));
  }
  // Of the viewport.
  int x_of(GuestTime time) const;
  QRect lock_row(int lane) const;
  void zoom(double factor, int at_x);  // below 1: closer

 Q_SIGNALS:
  void current_changed(const QString& text);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;

 private:
  void paint_lane(QPainter& painter, int lane) const;
  void paint_thing(QPainter& painter, int lane, const LaneThing& thing) const;
  void paint_axis(QPainter& painter) const;
  void paint_legend(QPainter& painter) const;
  QRect rect_of(int lane, const LaneThing& thing) const;
  std::pair<int, int> thing_at(const QPoint& at) const;  // lane and thing; -1: none
  int gutter() const;
  int axis_height() const;
  int lane_height() const;
  int lane_top(int lane) const;
  double length_ns() const;
  void move(double share);
  void set_view(double begin_ns, double end_ns);
  void step_thing(int by);
  void fit_scroll_bar();

  query::OperationPages pages_;
  std::vector<std::vector<LaneThing>> things_;  // by lane
  std::vector<LaneClass> legend_;
  double begin_ns_ = 0, end_ns_ = 1;  // what is in sight, from the operation's begin on
  int lane_ = -1, thing_ = -1;
};

}  // namespace folioscope::charts
