// SPDX-License-Identifier: GPL-3.0-or-later
// Who held the pages: one bar per variant, stacked from the shares of the classes of holders.
#pragma once

#include <QBarSet>
#include <QChartView>
#include <vector>

#include "compare/holders.h"

namespace folioscope::charts {

class ShareChart : public QChartView {
  Q_OBJECT
 public:
  explicit ShareChart(QWidget* parent = nullptr);

  void show_classes(const compare::HolderTable& holders);
  void clear();

  // Percent of one class by variant, in the order of HolderTable::classes; for tests.
  double percent(std::size_t class_position, std::size_t variant) const;
  QStringList class_labels() const;
  QStringList variant_labels() const;
  // "drain-only: lru_batch 91.1 %"
  QString bar_text(std::size_t class_position, std::size_t variant) const;

 private:
  void show_tip(std::size_t class_position, int variant, bool over);

  std::vector<QBarSet*> sets_;  // owned by the chart
  QStringList variants_;
};

}  // namespace folioscope::charts
