// SPDX-License-Identifier: GPL-3.0-or-later
// Who held the pages: a bar for each variant, stacked from the classes of holders, as failures in a
// boot on one axis or as shares of them. The failures in a boot stand at each bar in both, and what
// is not zero has a mark that can be seen however small it is. Painted, as wide as its room.
#pragma once

#include <QWidget>
#include <vector>

#include "compare/holders.h"

namespace folioscope::charts {

class HolderBars : public QWidget {
  Q_OBJECT
 public:
  explicit HolderBars(QWidget* parent = nullptr);

  enum class Basis { PerBoot, Share };
  void show_classes(const compare::HolderTable& holders);
  void set_basis(Basis basis);
  void clear();

  // Variants that are not on the base have no bar.
  QStringList variant_labels() const;
  QStringList class_labels() const;
  // Failures in a boot, or percent of them, by place in the labels.
  double value(std::size_t class_position, std::size_t variant) const;
  // "2934.0", beside the bar; "–": no boot looked for failures.
  QString number_text(std::size_t variant) const;
  // "drain-only: lru_batch 91.1 %"
  QString bar_text(std::size_t class_position, std::size_t variant) const;
  // Where it is painted; null: nowhere.
  QRectF segment(std::size_t class_position, std::size_t variant) const;

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void class_chosen(const QString& holder_class);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  bool event(QEvent* event) override;

 private:
  struct Bar {
    QString variant;
    bool has_boots = false;
    double failures = 0;                    // in a boot
    std::vector<double> per_boot, percent;  // by class
  };
  struct Places {
    double left = 0, right = 0;  // of the bars
    double top = 0, row = 0;
    double most = 0;  // of the axis
    double legend = 0;
  };
  Places places() const;
  int legend_lines(double width) const;
  QRectF legend_entry(std::size_t class_position) const;
  std::pair<int, int> at(const QPointF& point) const;  // class and variant; -1: none
  void paint_axis(QPainter& painter, const Places& places) const;
  void paint_bar(QPainter& painter, const Places& places, std::size_t variant) const;
  void paint_legend(QPainter& painter) const;

  Basis basis_ = Basis::PerBoot;
  std::vector<Bar> bars_;
  std::vector<std::string> classes_;
};

}  // namespace folioscope::charts
