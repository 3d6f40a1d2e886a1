// SPDX-License-Identifier: GPL-3.0-or-later
// Effects beside a line at zero: a group of rows for each metric, a row for each variant, with a
// mark for the outcome, its interval and the number in words. Scrolls; rows never overlap. Groups
// in percent share one scale, so that they can be compared; a group in units has its own, said in
// its heading. What is beyond a scale ends in an arrow.
#pragma once

#include <QAbstractScrollArea>
#include <optional>
#include <vector>

#include "models/effects.h"

namespace folioscope::charts {

class ForestPlot : public QAbstractScrollArea {
  Q_OBJECT
 public:
  explicit ForestPlot(QWidget* parent = nullptr);

  // Place and row stay where there are as many rows as before.
  void show_effects(std::vector<models::EffectGroup> groups);

  std::size_t row_count() const { return rows_.size(); }
  // Of the viewport, scrolled; and what the row says: "drain-only: +10.83 points [..], regressed".
  QRect row_place(std::size_t row) const;
  QString row_text(std::size_t row) const;
  // From zero to the end of the scale of the group that the row is in, in its unit.
  double reach(std::size_t row) const { return reach_.at(rows_.at(row).group); }
  std::optional<std::size_t> current() const { return current_; }
  QSize sizeHint() const override;

 Q_SIGNALS:
  // By a click, or Return on the current row.
  void activated(const QString& metric);

 protected:
  bool viewportEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void changeEvent(QEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;

 private:
  struct RowAt {
    std::size_t group = 0, row = 0;
    int top = 0;  // of the content
  };
  struct Columns {
    int name = 0, plot = 0, number = 0, outcome = 0, end = 0;  // left edges, and the right end
  };
  static constexpr int kColumnGap = 14, kSideInset = 8;  // pixels

  static QString outcome_of_row(const models::EffectRow& row);
  void lay_out();
  void find_reaches();
  Columns columns() const;
  int line_height() const { return fontMetrics().height() + 8; }
  int heading_height() const { return 2 * fontMetrics().height() + 14; }
  const models::EffectRow& effect(const RowAt& at) const { return groups_[at.group].rows[at.row]; }
  std::optional<std::size_t> row_at(QPoint place) const;
  void set_current(std::optional<std::size_t> row);
  void draw_heading(QPainter& painter, std::size_t group, int top, const Columns& columns) const;
  void draw_row(QPainter& painter, std::size_t row, const Columns& columns) const;
  void draw_effect(QPainter& painter, const models::EffectRow& row, double reach,
                   const QRect& plot) const;

  std::vector<models::EffectGroup> groups_;
  std::vector<double> reach_;      // by group
  std::vector<int> heading_tops_;  // by group, of the content
  std::vector<RowAt> rows_;
  int name_width_ = 0, number_width_ = 0, outcome_width_ = 0, content_height_ = 0;
  std::optional<std::size_t> current_;
};

}  // namespace folioscope::charts
