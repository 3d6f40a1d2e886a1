// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/operation_lanes.h"

#include <QPainter>
#include <QScrollBar>
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "format/units.h"
#include "format/value_axis.h"
#include "models/qt_text.h"

namespace folioscope::charts {
namespace {

using ThingKind = LaneThing::Kind;

// Pixels.
constexpr int kLaneMark = 7, kLockRowHeight = 13, kReferenceRowHeight = 4, kLaneGap = 7,
              kLanePadding = 8;
constexpr int kRightMargin = 12;

QColor mixed_ink(const QPalette& palette, int percent_text) {
  const QColor ground = palette.color(QPalette::Base), text = palette.color(QPalette::Text);
  const auto mix = [percent_text](int a, int b) {
    return (a * (100 - percent_text) + b * percent_text) / 100;
  };
  return {mix(ground.red(), text.red()), mix(ground.green(), text.green()),
          mix(ground.blue(), text.blue())};
}

QPolygon failure_mark(const QRect& rect) {
  QPolygon mark;
  mark << rect.topLeft() << rect.topRight() << QPoint(rect.center().x(), rect.bottom() + 1);
  return mark;
}

// What is too narrow for lines is left as it is.
void hatch(QPainter& painter, const QRect& rect, const LaneThing& thing) {
  constexpr int kNarrow = 4;
  if (rect.width() < kNarrow) return;
  painter.fillRect(rect, own_hatch(thing));
  painter.setPen(own_hatch(thing).color());
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(rect.adjusted(0, 0, -1, -1));
}

}  // namespace

OperationLanes::OperationLanes(QWidget* parent) : QAbstractScrollArea(parent) {
  setAccessibleName(tr("Pages of the operation over its time"));
  setFocusPolicy(Qt::StrongFocus);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  viewport()->setMouseTracking(true);
  setMinimumHeight(110);
}

void OperationLanes::clear() { show_operation({}); }

void OperationLanes::show_operation(query::OperationPages pages) {
  pages_ = std::move(pages);
  things_.clear();
  for (const query::OperationPage& page : pages_.pages) things_.push_back(things_of(pages_, page));
  legend_ = legend_of(things_);
  begin_ns_ = 0;
  end_ns_ = length_ns();
  verticalScrollBar()->setValue(0);
  fit_scroll_bar();
  set_current(things_.empty() ? -1 : 0, -1);
}

double OperationLanes::length_ns() const {
  const store::OperationRow& operation = pages_.operation;
  return operation.end <= operation.begin
             ? 1
             : static_cast<double>(operation.end.ns - operation.begin.ns);
}

int OperationLanes::gutter() const {
  return fontMetrics().horizontalAdvance(QStringLiteral("0000000000")) + 2 * kLanePadding;
}
int OperationLanes::axis_height() const { return fontMetrics().height() + kLanePadding; }
int OperationLanes::lane_height() const {
  return kLaneMark + kLockRowHeight + kReferenceRows * kReferenceRowHeight + kLaneGap;
}
int OperationLanes::lane_top(int lane) const {
  return axis_height() + lane * lane_height() - verticalScrollBar()->value();
}

int OperationLanes::x_of(GuestTime time) const {
  const double ns =
      time < pages_.operation.begin ? 0 : static_cast<double>(time.ns - pages_.operation.begin.ns);
  const double width = viewport()->width() - gutter() - kRightMargin;
  const double x = gutter() + (ns - begin_ns_) / (end_ns_ - begin_ns_) * width;
  return static_cast<int>(std::lround(std::clamp(x, -1e6, 1e6)));
}

QRect OperationLanes::lock_row(int lane) const {
  return {gutter(), lane_top(lane) + kLaneMark, viewport()->width() - gutter() - kRightMargin,
          kLockRowHeight};
}

QRect OperationLanes::rect_of(int lane, const LaneThing& thing) const {
  const auto at = [&](double ns) {
    return x_of({pages_.operation.begin.ns + static_cast<std::uint64_t>(ns)});
  };
  const int left = at(thing.begin_ns), width = std::max(2, at(thing.end_ns) - left);
  const QRect lock = lock_row(lane);
  switch (thing.kind) {
    case ThingKind::Lock:
      return {left, lock.top(), width, lock.height()};
    case ThingKind::Reference:
      return {left, lock.bottom() + 2 + thing.row * kReferenceRowHeight, width,
              kReferenceRowHeight - 1};
    case ThingKind::Failure:
      break;
  }
  return {left - kLaneMark / 2, lane_top(lane), kLaneMark, kLaneMark - 1};
}

void OperationLanes::paintEvent(QPaintEvent*) {
  QPainter painter(viewport());
  painter.fillRect(viewport()->rect(), palette().color(QPalette::Base));
  if (things_.empty()) return;
  const int first = std::max(0, verticalScrollBar()->value() / lane_height());
  const int last = std::min(static_cast<int>(things_.size()) - 1,
                            (verticalScrollBar()->value() + viewport()->height()) / lane_height());
  for (int lane = first; lane <= last; ++lane) paint_lane(painter, lane);
  paint_axis(painter);
  paint_legend(painter);
}

void OperationLanes::paint_lane(QPainter& painter, int lane) const {
  const query::OperationPage& page = pages_.pages[static_cast<std::size_t>(lane)];
  const QRect row = lock_row(lane);
  painter.fillRect(row, mixed_ink(palette(), lane == lane_ && hasFocus() ? 12 : 6));
  painter.setPen(palette().color(QPalette::Text));
  painter.drawText(
      QRect(kLanePadding, row.top() - 2, gutter() - 2 * kLanePadding, row.height() + 4),
      Qt::AlignRight | Qt::AlignVCenter, QString::number(page.pfn));
  painter.save();
  painter.setClipRect(
      QRect(row.left() - kLaneMark / 2, lane_top(lane), row.width() + kLaneMark, lane_height()));
  const std::vector<LaneThing>& all = things(lane);
  // What lies in the pixel of the one before is not drawn again.
  std::array<int, 2 + kReferenceRows> drawn_to;
  drawn_to.fill(row.left() - kLaneMark - 1);
  for (const LaneThing& thing : all) {
    const QRect rect = rect_of(lane, thing);
    const int kind_row =
        thing.kind == ThingKind::Reference ? 2 + thing.row : thing.kind == ThingKind::Lock;
    int& to = drawn_to.at(static_cast<std::size_t>(kind_row));
    if (rect.left() > row.right() + kLaneMark || rect.right() <= to) continue;
    to = rect.right();
    paint_thing(painter, lane, thing);
  }
  if (lane == lane_ && thing_ >= 0) {
    painter.setPen(QPen(palette().color(QPalette::Text), 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect_of(lane, all[static_cast<std::size_t>(thing_)]).adjusted(-2, -2, 1, 1));
  }
  painter.restore();
}

void OperationLanes::paint_thing(QPainter& painter, int lane, const LaneThing& thing) const {
  const QRect rect = rect_of(lane, thing);
  if (thing.kind == ThingKind::Failure) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(thing_color(thing));
    painter.drawPolygon(failure_mark(rect));
    return;
  }
  painter.fillRect(rect, thing_color(thing));
  if (thing.own) hatch(painter, rect, thing);
}

void OperationLanes::paint_axis(QPainter& painter) const {
  const QRect head(0, 0, viewport()->width(), axis_height());
  painter.fillRect(head, palette().color(QPalette::Base));
  painter.setPen(palette().color(QPalette::Text));
  painter.drawText(QRect(kLanePadding, 0, gutter() - 2 * kLanePadding, head.height()),
                   Qt::AlignRight | Qt::AlignVCenter, tr("page"));
  const format::ValueRange range = format::value_range(std::array{0.0, end_ns_ - begin_ns_});
  const double width = lock_row(0).width();
  for (double ns = std::ceil(begin_ns_ / range.step) * range.step; ns <= end_ns_;
       ns += range.step) {
    const int x = gutter() + static_cast<int>((ns - begin_ns_) / (end_ns_ - begin_ns_) * width);
    painter.setPen(mixed_ink(palette(), 18));
    painter.drawLine(x, head.bottom() - 3, x, viewport()->height());
    const QString label = models::text(ns == 0 ? "begin" : "+" + format::short_time(ns));
    const int room = fontMetrics().horizontalAdvance(label);
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(
        std::clamp(x - room / 2, gutter(), std::max(gutter(), head.width() - room - 2)),
        head.height() - kLanePadding, label);
  }
}

void OperationLanes::paint_legend(QPainter& painter) const {
  const int height = axis_height();
  const QRect foot(0, viewport()->height() - height, viewport()->width(), height);
  painter.fillRect(foot, palette().color(QPalette::Base));
  int x = kLanePadding;
  const int top = foot.center().y() - kLockRowHeight / 2;
  for (const LaneClass& entry : legend_) {
    const QRect swatch(x, top, kLockRowHeight + 5, kLockRowHeight);
    const int room = fontMetrics().horizontalAdvance(entry.name);
    if (swatch.right() + kLanePadding + room > foot.right()) return;
    if (entry.thing.kind == ThingKind::Failure) {
      painter.setPen(Qt::NoPen);
      painter.setBrush(thing_color(entry.thing));
      painter.drawPolygon(failure_mark(swatch.adjusted(4, 3, -4, -4)));
    } else {
      const bool thin = entry.thing.kind == ThingKind::Reference;
      painter.fillRect(thin ? swatch.adjusted(0, 4, 0, -4) : swatch, thing_color(entry.thing));
      if (entry.thing.own) hatch(painter, swatch, entry.thing);
    }
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(swatch.right() + kLanePadding, foot.bottom() - kLanePadding + 1, entry.name);
    x = swatch.right() + kLanePadding + room + 2 * kLanePadding;
  }
}

}  // namespace folioscope::charts
