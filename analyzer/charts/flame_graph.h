// SPDX-License-Identifier: GPL-3.0-or-later
// A flame graph of stacks: a box for each frame, as wide as what goes through it. Callers have the
// outermost frame at the bottom, callees the innermost at the top. A click or Enter zooms to a
// frame, Escape shows all again, Backspace goes one frame out; the arrow keys walk. Painted; boxes
// that no pixel shows are left out.
#pragma once

#include <QAbstractScrollArea>
#include <vector>

#include "compare/stack_tree.h"

namespace folioscope::charts {

class FlameGraph : public QAbstractScrollArea {
  Q_OBJECT
 public:
  explicit FlameGraph(QWidget* parent = nullptr);

  // Whether a box has the colour of its class of holder, or of its change to the baseline.
  enum class Colors { Classes, Change };
  // `what` says what a weight is: "failures in a boot".
  void show_stacks(std::vector<compare::WeightedStack> stacks, const QString& what);
  void set_order(compare::StackOrder order);
  void set_colors(Colors colors);
  void clear();

  bool empty() const { return stacks_.empty(); }
  // Names of the frames from the root to what is zoomed to.
  QStringList zoomed() const;
  // Of the frame that the keys are at; empty: of none.
  QString focused() const;
  // The first box of this frame, in pixels of the viewport; null: none is shown.
  QRect box_of(const QString& frame) const;
  // "filemap_read: 12.5 failures in a boot, 40.0 %; baseline 3.0"; empty: no frame is there.
  QString text_at(const QPoint& point) const;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  bool viewportEvent(QEvent* event) override;

 private:
  struct Box {
    std::size_t node = 0;
    int row = 0;                 // 0: the root's
    double left = 0, right = 1;  // of the width
  };
  void build();
  void lay_out();
  void add_boxes(std::size_t node, int row, double left, double right);
  void zoom_to(std::size_t node);
  void focus(std::size_t node);
  void walk(int key);
  QRect place_of(const Box& box) const;
  const Box* box_at(const QPoint& point) const;
  const Box* box_for(std::size_t node) const;
  QString text_of(const compare::StackNode& node) const;
  QColor color_of(const compare::StackNode& node) const;
  void paint_box(QPainter& painter, const Box& box) const;
  int row_height() const;

  std::vector<compare::WeightedStack> stacks_;
  compare::StackTree tree_;
  compare::StackOrder order_ = compare::StackOrder::Caller;
  Colors colors_ = Colors::Classes;
  QString what_;
  std::size_t zoom_ = 0, focus_ = 0;  // nodes
  bool has_focus_frame_ = false;
  std::vector<Box> boxes_;  // row by row from the root
  int rows_ = 0;
};

}  // namespace folioscope::charts
