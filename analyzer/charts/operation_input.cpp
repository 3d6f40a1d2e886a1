// SPDX-License-Identifier: GPL-3.0-or-later
// What pointer and keyboard do in the picture of an operation.
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "charts/operation_lanes.h"

namespace folioscope::charts {
namespace {

constexpr double kZoomStep = 0.7, kMoveStep = 0.2;
constexpr double kClosestNs = 100;  // a trace clock has no more to say
constexpr int kNearThing = 3;       // pixels beside it that still point at it

}  // namespace

void OperationLanes::fit_scroll_bar() {
  const int lanes = static_cast<int>(things_.size()) * lane_height();
  const int room = viewport()->height() - 2 * axis_height();
  verticalScrollBar()->setRange(0, std::max(0, lanes - room));
  verticalScrollBar()->setPageStep(std::max(room, 1));
  verticalScrollBar()->setSingleStep(lane_height());
  viewport()->update();
}

void OperationLanes::resizeEvent(QResizeEvent* event) {
  QAbstractScrollArea::resizeEvent(event);
  fit_scroll_bar();
}

QString OperationLanes::current_text() const {
  if (lane_ < 0) return {};
  const query::OperationPage& page = pages_.pages[static_cast<std::size_t>(lane_)];
  const QString where = tr("page %1").arg(page.pfn);
  if (thing_ >= 0) return where + ": " + things(lane_)[static_cast<std::size_t>(thing_)].text;
  return tr("%1: %2 failures, %3 holds of its lock, %4 references")
      .arg(where)
      .arg(page.failures.size())
      .arg(page.locks.size())
      .arg(page.references.size());
}

void OperationLanes::set_current(int lane, int thing) {
  lane_ = lane;
  thing_ = thing;
  if (lane >= 0) {
    QScrollBar& bar = *verticalScrollBar();
    const int top = lane * lane_height(), room = viewport()->height() - 2 * axis_height();
    if (top < bar.value()) bar.setValue(top);
    if (top + lane_height() > bar.value() + room) bar.setValue(top + lane_height() - room);
  }
  setAccessibleDescription(current_text());
  viewport()->update();
  Q_EMIT current_changed(current_text());
}

void OperationLanes::set_view(double begin_ns, double end_ns) {
  const double all = length_ns();
  const double length = std::clamp(end_ns - begin_ns, std::min(kClosestNs, all), all);
  begin_ns_ = std::clamp(begin_ns, 0.0, all - length);
  end_ns_ = begin_ns_ + length;
  viewport()->update();
}

void OperationLanes::zoom(double factor, int at_x) {
  const QRect row = lock_row(0);
  const double share =
      std::clamp(static_cast<double>(at_x - row.left()) / std::max(row.width(), 1), 0.0, 1.0);
  const double at = begin_ns_ + share * (end_ns_ - begin_ns_);
  const double length =
      std::clamp((end_ns_ - begin_ns_) * factor, std::min(kClosestNs, length_ns()), length_ns());
  set_view(at - share * length, at + (1 - share) * length);
}

void OperationLanes::move(double share) {
  const double by = share * (end_ns_ - begin_ns_);
  set_view(begin_ns_ + by, end_ns_ + by);
}

void OperationLanes::step_thing(int by) {
  if (lane_ < 0 || things(lane_).empty()) return;
  const auto last = static_cast<int>(things(lane_).size()) - 1;
  set_current(lane_, std::clamp(thing_ < 0 && by < 0 ? 0 : thing_ + by, 0, last));
  const LaneThing& thing = things(lane_)[static_cast<std::size_t>(thing_)];
  if (thing.begin_ns < begin_ns_ || thing.begin_ns > end_ns_) {
    const double half = (end_ns_ - begin_ns_) / 2;
    set_view(thing.begin_ns - half, thing.begin_ns + half);
  }
}

void OperationLanes::keyPressEvent(QKeyEvent* event) {
  const auto lanes = static_cast<int>(things_.size());
  const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
  const int middle = lock_row(0).center().x();
  switch (event->key()) {
    case Qt::Key_Up:
      if (lanes > 0) set_current(std::max(lane_ - 1, 0), -1);
      return;
    case Qt::Key_Down:
      if (lanes > 0) set_current(std::min(lane_ + 1, lanes - 1), -1);
      return;
    case Qt::Key_Left:
      return shift ? move(-kMoveStep) : step_thing(-1);
    case Qt::Key_Right:
      return shift ? move(kMoveStep) : step_thing(1);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      return zoom(kZoomStep, middle);
    case Qt::Key_Minus:
      return zoom(1 / kZoomStep, middle);
    case Qt::Key_0:
    case Qt::Key_Home:
      return set_view(0, length_ns());
    default:
      QAbstractScrollArea::keyPressEvent(event);
  }
}

std::pair<int, int> OperationLanes::thing_at(const QPoint& at) const {
  const int below = at.y() - lane_top(0);
  const int lane = below < 0 || at.y() < axis_height() ? -1 : below / lane_height();
  if (lane < 0 || lane >= static_cast<int>(things_.size())) return {-1, -1};
  const std::vector<LaneThing>& all = things(lane);
  for (auto i = static_cast<int>(all.size()) - 1; i >= 0; --i)
    if (rect_of(lane, all[static_cast<std::size_t>(i)])
            .adjusted(-kNearThing, 0, kNearThing, 1)
            .contains(at))
      return {lane, i};
  return {lane, -1};
}

void OperationLanes::mousePressEvent(QMouseEvent* event) {
  const auto [lane, thing] = thing_at(event->pos());
  if (lane >= 0) set_current(lane, thing);
}

void OperationLanes::mouseMoveEvent(QMouseEvent* event) {
  const auto [lane, thing] = thing_at(event->pos());
  if (thing < 0)
    QToolTip::hideText();
  else
    QToolTip::showText(event->globalPosition().toPoint(),
                       things(lane)[static_cast<std::size_t>(thing)].text.toHtmlEscaped(), this);
}

void OperationLanes::wheelEvent(QWheelEvent* event) {
  if (!event->modifiers().testFlag(Qt::ControlModifier))
    return QAbstractScrollArea::wheelEvent(event);
  zoom(event->angleDelta().y() > 0 ? kZoomStep : 1 / kZoomStep,
       static_cast<int>(event->position().x()));
  event->accept();
}

}  // namespace folioscope::charts
