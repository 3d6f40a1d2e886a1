// SPDX-License-Identifier: GPL-3.0-or-later
// How far the boots of each variant are: a bar per variant, a part of it per stage, the counts
// behind it. As high as its variants take; whoever shows many puts it into a scroll area.
#pragma once

#include <QWidget>
#include <vector>

#include "compare/progress.h"

namespace folioscope::charts {

// As the legend names it: "failed", "working", ...
QString stage_name(compare::Stage stage);

class ProgressChart : public QWidget {
  Q_OBJECT
 public:
  explicit ProgressChart(QWidget* parent = nullptr);

  void show_progress(std::vector<compare::VariantProgress> variants);

  // For tests: where a part of a bar is drawn; empty where there is none.
  QRectF part(std::size_t variant, compare::Stage stage) const;
  QString count_text(std::size_t variant) const;

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void measure();
  void measure_texts();
  int row_height() const;
  QRectF bar(std::size_t variant) const;
  void draw_row(QPainter& painter, std::size_t variant) const;
  void draw_legend(QPainter& painter) const;
  QString tip(std::size_t variant) const;

  std::vector<compare::VariantProgress> variants_;
  int longest_ = 1;             // boots of the variant with the most
  int names_ = 0, counts_ = 0;  // widths, pixels
};

}  // namespace folioscope::charts
