// SPDX-License-Identifier: GPL-3.0-or-later
// One boot over its time: CPUs, operations, failures, the pages that are followed. Draws what its
// data has and asks for what it lacks; never waits.
//
// Wheel: zoom at the pointer. Drag: scroll. Shift and drag: zoom to a box. W, S: zoom; A, D:
// scroll; Home: the whole boot. Up, Down: choose a line; Left, Right: step through its events. 1,
// 2: markers A and B. Escape: no markers. Double click on an operation or a hold: zoom to it.
#pragma once

#include <QAbstractScrollArea>
#include <QString>
#include <cstdint>
#include <optional>
#include <vector>

#include "charts/timeline_scene.h"
#include "models/timeline_data.h"

namespace folioscope::charts {

class TimelineView : public QAbstractScrollArea {
  Q_OBJECT
 public:
  // `boot_data` outlives the view.
  explicit TimelineView(models::TimelineData* boot_data, QWidget* parent = nullptr);

  const models::TimeZoom& zoom() const { return scene_.zoom; }
  void show_span(const query::TimeSpan& span);
  void show_all();
  // Marks a time; shown if it is not yet.
  void select(std::int64_t ns);
  std::optional<std::int64_t> selected() const { return scene_.selected_ns; }
  void set_marker(bool second, std::int64_t ns);
  // "A 6.839 s, B 6.841 s, 2.05 ms between them"; empty without markers.
  QString markers_text() const;
  const std::vector<Lane>& lanes() const { return lanes_; }
  // Where a line is on the viewport, also where that is scrolled away.
  QRect rect_of(const Lane& lane) const { return scene_.rect_of(lane); }
  double x_of(std::int64_t ns) const { return scene_.x_of(ns); }
  // What lies at a place: plain text, empty for nothing.
  QString text_at(const QPoint& place) const;

 Q_SIGNALS:
  void span_changed(const folioscope::query::TimeSpan& span);
  void markers_changed();
  // By the reader: a time was clicked or stepped to.
  void time_chosen(std::int64_t ns);
  void failure_chosen(std::int64_t failure);
  void operation_chosen(std::int64_t operation);

 protected:
  bool viewportEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void scrollContentsBy(int dx, int dy) override;
  void changeEvent(QEvent* event) override;

 private:
  // What is at a place: at most one of these.
  struct Thing {
    const store::OperationRow* operation = nullptr;
    const store::FailureRow* failure = nullptr;
    const query::PageHold* lock = nullptr;
    const query::PageHold* reference = nullptr;
    const query::PageWait* wait = nullptr;
    const query::PageMark* mark = nullptr;
  };
  struct Drag {
    QPoint from;
    query::TimeSpan shown;
    bool box = false, moved = false;
  };
  void take_boot();
  void take_data();
  void lay_out();
  void update_scroll_bar();
  void zoom_changed();
  void say_what_is_shown();
  const Lane* lane_at(const QPoint& place) const;
  Thing thing_at(const Lane& lane, const QPoint& place) const;
  QString cpu_text(const Lane& lane, const QPoint& place) const;
  void click(const QPoint& place);
  void step(bool later);
  void step_lane(int by);
  std::optional<std::int64_t> next_in(const Lane& lane, std::int64_t ns, bool later) const;
  std::int64_t time_at_hand() const;
  void clear_marks();

  models::TimelineData* data_;
  TimelineScene scene_;
  std::vector<Lane> lanes_;
  std::optional<Drag> drag_;
};

}  // namespace folioscope::charts
