// SPDX-License-Identifier: GPL-3.0-or-later
// Finds what became of the metrics of a list, on a thread of its own and from the first row on:
// hundreds of metrics of tens of variants take longer than a window may stand still.
#pragma once

#include <QObject>

#include "models/metric_model.h"
#include "models/newest_work.h"

namespace folioscope::models {

class MetricOutcomes : public QObject {
  Q_OBJECT
 public:
  // `rows` outlives this.
  explicit MetricOutcomes(MetricModel& rows, QObject* parent = nullptr);

  // The rows are others now: what was asked of those before is dropped.
  void find();

 Q_SIGNALS:
  void found();  // of every row

 private:
  void find_from(std::size_t row);

  MetricModel& rows_;
  NewestWork work_;
};

}  // namespace folioscope::models
