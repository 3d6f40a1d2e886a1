// SPDX-License-Identifier: GPL-3.0-or-later
// What mouse and keyboard do with a timeline.
#include <QApplication>
#include <QContextMenuEvent>
#include <QCursor>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <utility>

#include "charts/timeline_view.h"

namespace folioscope::charts {
namespace {

constexpr double kWheelZoom = 0.8, kKeyZoom = 0.6, kKeyPan = 0.2;  // a notch; of what is shown
constexpr double kNotch = 120;  // QWheelEvent: eighths of a degree

double share_of(double x, const QRect& plot) {
  return std::clamp((x - plot.left()) / plot.width(), 0.0, 1.0);
}

}  // namespace

void TimelineView::wheelEvent(QWheelEvent* event) {
  const QPoint turned = event->angleDelta();
  event->accept();
  if ((event->modifiers() & Qt::ControlModifier) != 0) {
    verticalScrollBar()->setValue(verticalScrollBar()->value() - turned.y() / 2);
    return;
  }
  if (turned.x() != 0 && turned.y() == 0) scene_.zoom.pan(-turned.x() / kNotch * kKeyPan);
  if (turned.y() != 0)
    scene_.zoom.zoom(std::pow(kWheelZoom, turned.y() / kNotch),
                     share_of(event->position().x(), scene_.plot()));
  zoom_changed();
}

void TimelineView::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || scene_.boot == nullptr) return;
  drag_ = Drag{.from = event->position().toPoint(),
               .shown = scene_.zoom.shown(),
               .box = (event->modifiers() & Qt::ShiftModifier) != 0};
}

void TimelineView::mouseMoveEvent(QMouseEvent* event) {
  const QPoint at = event->position().toPoint();
  scene_.pointer_x = at.x();
  viewport()->update();
  if (!drag_) return;
  if (!drag_->moved && (at - drag_->from).manhattanLength() < QApplication::startDragDistance())
    return;
  drag_->moved = true;
  if (drag_->box) {
    scene_.box = std::pair<double, double>(drag_->from.x(), at.x());
    return;
  }
  scene_.zoom.show(drag_->shown);
  scene_.zoom.pan(static_cast<double>(drag_->from.x() - at.x()) / scene_.plot().width());
  zoom_changed();
}

void TimelineView::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || !drag_) return;
  const Drag drag = *std::exchange(drag_, std::nullopt);
  const auto box = std::exchange(scene_.box, std::nullopt);
  if (!drag.moved) return click(event->position().toPoint());
  if (box)
    show_span({scene_.ns_at(std::min(box->first, box->second)),
               scene_.ns_at(std::max(box->first, box->second))});
}

void TimelineView::click(const QPoint& place) {
  const Lane* lane = lane_at(place);
  if (lane == nullptr || place.x() < kTitleWidth) return;
  scene_.current_lane = static_cast<std::size_t>(lane - lanes_.data());
  const Thing thing = thing_at(*lane, place);
  std::int64_t ns = scene_.ns_at(place.x());
  if (thing.failure != nullptr) ns = query::bounded_time(thing.failure->time);
  if (thing.mark != nullptr) ns = thing.mark->time_ns;
  if (lane->kind == LaneKind::Cpu)
    for (const bool later : {false, true}) {  // the nearest event, if it is under the pointer
      const auto near = next_in(*lane, ns + (later ? -1 : 1), later);
      if (near && std::abs(scene_.x_of(*near) - place.x()) < 4) ns = *near;
    }
  select(ns);
  Q_EMIT time_chosen(ns);
  if (thing.failure != nullptr) Q_EMIT failure_chosen(thing.failure->id);
  if (thing.operation != nullptr) Q_EMIT operation_chosen(thing.operation->id);
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent* event) {
  const QPoint place = event->position().toPoint();
  const Lane* lane = lane_at(place);
  if (lane == nullptr) return;
  const Thing thing = thing_at(*lane, place);
  std::optional<query::TimeSpan> span;
  if (thing.operation != nullptr)
    span = {query::bounded_time(thing.operation->begin), query::bounded_time(thing.operation->end)};
  if (thing.lock != nullptr) span = thing.lock->span;
  if (thing.reference != nullptr) span = thing.reference->span;
  if (thing.wait != nullptr) span = thing.wait->span;
  if (!span) return;
  const std::int64_t air = span->length() / 10;
  show_span({span->begin_ns - air, span->end_ns + air});
}

// Where the next marker goes.
std::int64_t TimelineView::time_at_hand() const {
  const QPoint pointer = viewport()->mapFromGlobal(QCursor::pos());
  if (viewport()->underMouse() && scene_.plot().contains(pointer)) return scene_.ns_at(pointer.x());
  const query::TimeSpan& shown = scene_.zoom.shown();
  return scene_.selected_ns.value_or(shown.begin_ns + shown.length() / 2);
}

void TimelineView::keyPressEvent(QKeyEvent* event) {
  if (scene_.boot == nullptr || (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) != 0)
    return QAbstractScrollArea::keyPressEvent(event);
  const query::TimeSpan& shown = scene_.zoom.shown();
  const double at = scene_.selected_ns && *scene_.selected_ns >= shown.begin_ns &&
                            *scene_.selected_ns <= shown.end_ns
                        ? share_of(scene_.x_of(*scene_.selected_ns), scene_.plot())
                        : 0.5;
  switch (event->key()) {
    case Qt::Key_W:
    case Qt::Key_Plus:
      scene_.zoom.zoom(kKeyZoom, at);
      return zoom_changed();
    case Qt::Key_S:
    case Qt::Key_Minus:
      scene_.zoom.zoom(1 / kKeyZoom, at);
      return zoom_changed();
    case Qt::Key_A:
      scene_.zoom.pan(-kKeyPan);
      return zoom_changed();
    case Qt::Key_D:
      scene_.zoom.pan(kKeyPan);
      return zoom_changed();
    case Qt::Key_Home:
      return show_all();
    case Qt::Key_Left:
    case Qt::Key_Right:
      return step(event->key() == Qt::Key_Right);
    case Qt::Key_Up:
    case Qt::Key_Down:
      return step_lane(event->key() == Qt::Key_Down ? 1 : -1);
    case Qt::Key_1:
    case Qt::Key_2:
      return set_marker(event->key() == Qt::Key_2, time_at_hand());
    case Qt::Key_Escape:
      return clear_marks();
    default:
      QAbstractScrollArea::keyPressEvent(event);
  }
}

void TimelineView::step_lane(int by) {
  if (lanes_.empty()) return;
  const int last = static_cast<int>(lanes_.size()) - 1;
  const int now = scene_.current_lane ? static_cast<int>(*scene_.current_lane) + by : 0;
  scene_.current_lane = static_cast<std::size_t>(std::clamp(now, 0, last));
  const Lane& lane = lanes_[*scene_.current_lane];
  QScrollBar* bar = verticalScrollBar();
  const int lowest = lane.top + lane.height - scene_.plot().height();
  bar->setValue(std::min(std::max(bar->value(), lowest), lane.top));
  viewport()->update();
}

void TimelineView::step(bool later) {
  if (!scene_.current_lane) step_lane(0);
  if (!scene_.current_lane) return;
  const query::TimeSpan& shown = scene_.zoom.shown();
  const std::int64_t from =
      scene_.selected_ns.value_or(later ? shown.begin_ns - 1 : shown.end_ns + 1);
  const auto next = next_in(lanes_[*scene_.current_lane], from, later);
  if (!next) return;
  select(*next);
  Q_EMIT time_chosen(*next);
}

void TimelineView::contextMenuEvent(QContextMenuEvent* event) {
  if (scene_.boot == nullptr) return;
  const bool by_mouse = event->reason() == QContextMenuEvent::Mouse;
  const std::int64_t ns = by_mouse ? scene_.ns_at(event->pos().x()) : time_at_hand();
  QMenu menu(this);
  menu.addAction(tr("Set marker A here"), this, [this, ns] { set_marker(false, ns); });
  menu.addAction(tr("Set marker B here"), this, [this, ns] { set_marker(true, ns); });
  menu.addAction(tr("Remove the markers"), this, [this] { clear_marks(); });
  menu.addSeparator();
  QAction* between = menu.addAction(tr("Zoom to what is between the markers"), this, [this] {
    show_span({std::min(*scene_.marker_a, *scene_.marker_b),
               std::max(*scene_.marker_a, *scene_.marker_b)});
  });
  between->setEnabled(scene_.marker_a && scene_.marker_b);
  menu.addAction(tr("Show the whole boot"), this, [this] { show_all(); });
  menu.exec(event->globalPos());
}

}  // namespace folioscope::charts
