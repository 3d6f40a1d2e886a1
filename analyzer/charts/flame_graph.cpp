// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/flame_graph.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "format/units.h"
#include "models/colors.h"
#include "models/qt_text.h"
#include "models/shown_text.h"

namespace folioscope::charts {
namespace {

constexpr int kBoxPadding = 4;       // pixels left and right of a name
constexpr int kNarrowestText = 24;   // pixels; no name in a box below
constexpr double kNarrowestBox = 1;  // pixels

QString number_of_weight(double weight) { return models::text(format::number({1, "", 1}, weight)); }

}  // namespace

FlameGraph::FlameGraph(QWidget* parent) : QAbstractScrollArea(parent) {
  setAccessibleName(tr("Flame graph of the stacks that took the references"));
  setFocusPolicy(Qt::StrongFocus);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFrameShape(QFrame::NoFrame);
  viewport()->setAutoFillBackground(false);
}

void FlameGraph::clear() { show_stacks({}, {}); }

void FlameGraph::show_stacks(std::vector<compare::WeightedStack> stacks, const QString& what) {
  QToolTip::hideText();
  stacks_ = std::move(stacks);
  what_ = what;
  build();
}

void FlameGraph::set_order(compare::StackOrder order) {
  order_ = order;
  build();
}

void FlameGraph::set_colors(Colors colors) {
  colors_ = colors;
  viewport()->update();
}

void FlameGraph::build() {
  tree_ = compare::stack_tree(stacks_, order_);
  has_focus_frame_ = false;
  focus_ = 0;
  zoom_to(0);
}

void FlameGraph::zoom_to(std::size_t node) {
  zoom_ = node;
  lay_out();
  QScrollBar& scroll = *verticalScrollBar();
  scroll.setValue(order_ == compare::StackOrder::Caller ? scroll.maximum() : 0);
}

void FlameGraph::add_boxes(std::size_t node, int row, double left, double right) {
  if ((right - left) * viewport()->width() < kNarrowestBox) return;
  boxes_.push_back({node, row, left, right});
  rows_ = std::max(rows_, row + 1);
  const compare::StackNode& one = tree_.nodes[node];
  if (one.weight <= 0) return;
  const double unit = (right - left) / one.weight;
  for (const std::size_t child : one.children) {
    const double wide = tree_.nodes[child].weight * unit;
    add_boxes(child, row + 1, left, left + wide);
    left += wide;
  }
}

void FlameGraph::lay_out() {
  boxes_.clear();
  rows_ = 0;
  if (!stacks_.empty()) {
    std::vector<std::size_t> above;
    for (std::size_t at = zoom_; at != 0; at = tree_.nodes[at].parent)
      above.push_back(tree_.nodes[at].parent);
    std::ranges::reverse(above);
    for (const std::size_t node : above) boxes_.push_back({node, rows_++, 0, 1});
    add_boxes(zoom_, rows_, 0, 1);
  }
  const int page = viewport()->height();
  verticalScrollBar()->setPageStep(page);
  verticalScrollBar()->setSingleStep(row_height());
  verticalScrollBar()->setRange(0, std::max(0, rows_ * row_height() - page));
  viewport()->update();
}

int FlameGraph::row_height() const { return fontMetrics().height() + 5; }

QRect FlameGraph::place_of(const Box& box) const {
  const int wide = viewport()->width();
  const int left = static_cast<int>(std::lround(box.left * wide));
  const int right = static_cast<int>(std::lround(box.right * wide));
  const int height = row_height();
  const int all = std::max(rows_ * height, viewport()->height());
  const int top =
      order_ == compare::StackOrder::Caller ? all - (box.row + 1) * height : box.row * height;
  return {left, top - verticalScrollBar()->value(), std::max(right - left, 1), height};
}

const FlameGraph::Box* FlameGraph::box_at(const QPoint& point) const {
  const auto found =
      std::ranges::find_if(boxes_, [&](const Box& box) { return place_of(box).contains(point); });
  return found == boxes_.end() ? nullptr : &*found;
}

const FlameGraph::Box* FlameGraph::box_for(std::size_t node) const {
  const auto found = std::ranges::find(boxes_, node, &Box::node);
  return found == boxes_.end() ? nullptr : &*found;
}

QStringList FlameGraph::zoomed() const {
  QStringList names;
  for (std::size_t at = zoom_; at != 0; at = tree_.nodes[at].parent)
    names.prepend(models::text(tree_.nodes[at].frame));
  return names;
}

QString FlameGraph::focused() const {
  return has_focus_frame_ ? models::text(tree_.nodes[focus_].frame) : QString();
}

QRect FlameGraph::box_of(const QString& frame) const {
  for (const Box& box : boxes_)
    if (models::text(tree_.nodes[box.node].frame) == frame) return place_of(box);
  return {};
}

QString FlameGraph::text_at(const QPoint& point) const {
  const Box* box = box_at(point);
  return box == nullptr ? QString() : text_of(tree_.nodes[box->node]);
}

QString FlameGraph::text_of(const compare::StackNode& node) const {
  const double all = tree_.nodes[0].weight;
  QString text =
      tr("%1: %2 %3, %4 %")
          .arg(models::shown(node.frame, models::kCellLength), number_of_weight(node.weight), what_)
          .arg(all > 0 ? node.weight / all * 100 : 0, 0, 'f', 1);
  if (colors_ == Colors::Change) text += tr("; baseline %1").arg(number_of_weight(node.baseline));
  if (!node.holder_class.empty()) text += tr("; %1").arg(models::shown(node.holder_class));
  return text;
}

QColor FlameGraph::color_of(const compare::StackNode& node) const {
  const QColor none = palette().color(QPalette::Midlight);
  if (colors_ == Colors::Change) {
    const double most = std::max(node.weight, node.baseline);
    return models::change_color(most > 0 ? (node.weight - node.baseline) / most : 0, none);
  }
  return node.holder_class.empty() ? none : models::class_color(node.holder_class);
}

void FlameGraph::paint_box(QPainter& painter, const Box& box) const {
  const QRect place = place_of(box);
  if (!place.intersects(viewport()->rect())) return;
  const compare::StackNode& node = tree_.nodes[box.node];
  const QColor color = color_of(node);
  const QRect inner = place.adjusted(0, 0, place.width() > 2 ? -1 : 0, -1);
  painter.fillRect(inner, color);
  if (place.width() >= kNarrowestText) {
    painter.setPen(models::ink_on(color));
    const QRect room = inner.adjusted(kBoxPadding, 0, -kBoxPadding, 0);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(models::shown(node.frame, models::kCellLength),
                                              Qt::ElideRight, room.width()));
  }
  if (has_focus_frame_ && box.node == focus_) {
    painter.setPen(QPen(palette().color(QPalette::WindowText), 2));
    painter.drawRect(inner.adjusted(1, 1, -1, -1));
  }
}

void FlameGraph::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(viewport());
  for (const Box& box : boxes_) paint_box(painter, box);
}

void FlameGraph::resizeEvent(QResizeEvent* event) {
  QAbstractScrollArea::resizeEvent(event);
  zoom_to(zoom_);
}

void FlameGraph::focus(std::size_t node) {
  has_focus_frame_ = true;
  focus_ = node;
  setAccessibleDescription(text_of(tree_.nodes[node]));
  if (const Box* box = box_for(node)) {
    const QRect place = place_of(*box);
    QScrollBar& scroll = *verticalScrollBar();
    if (place.top() < 0) scroll.setValue(scroll.value() + place.top());
    if (place.bottom() > viewport()->height())
      scroll.setValue(scroll.value() + place.bottom() - viewport()->height());
  }
  viewport()->update();
}

// Deeper and back, and among the frames beside it that are wide enough to be there.
void FlameGraph::walk(int key) {
  if (!has_focus_frame_) return focus(zoom_);
  const bool deeper = (key == Qt::Key_Up) == (order_ == compare::StackOrder::Caller);
  if (key == Qt::Key_Up || key == Qt::Key_Down) {
    if (!deeper) return focus(tree_.nodes[focus_].parent);
    for (const std::size_t child : tree_.nodes[focus_].children)
      if (box_for(child) != nullptr) return focus(child);
    return;
  }
  if (focus_ == 0) return;
  std::vector<std::size_t> beside;
  for (const std::size_t child : tree_.nodes[tree_.nodes[focus_].parent].children)
    if (box_for(child) != nullptr) beside.push_back(child);
  const auto at = std::ranges::find(beside, focus_);
  if (at == beside.end()) return;
  if (key == Qt::Key_Left && at != beside.begin()) focus(*(at - 1));
  if (key == Qt::Key_Right && at + 1 != beside.end()) focus(*(at + 1));
}

void FlameGraph::keyPressEvent(QKeyEvent* event) {
  if (boxes_.empty()) return QAbstractScrollArea::keyPressEvent(event);
  switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Left:
    case Qt::Key_Right:
      return walk(event->key());
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (has_focus_frame_) zoom_to(focus_);
      return;
    case Qt::Key_Backspace:
      return zoom_to(tree_.nodes[zoom_].parent);
    case Qt::Key_Escape:
      if (zoom_ != 0) return zoom_to(0);
      break;  // the window's
    default:
      break;
  }
  QAbstractScrollArea::keyPressEvent(event);
}

void FlameGraph::mouseReleaseEvent(QMouseEvent* event) {
  const Box* box = box_at(event->pos());
  if (box == nullptr || event->button() != Qt::LeftButton) return;
  const std::size_t node = box->node;
  zoom_to(node);
  focus(node);
}

bool FlameGraph::viewportEvent(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QAbstractScrollArea::viewportEvent(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const QString text = text_at(help->pos());
  if (text.isEmpty())
    QToolTip::hideText();
  else
    QToolTip::showText(help->globalPos(), text.toHtmlEscaped(), this);
  return true;
}

}  // namespace folioscope::charts
