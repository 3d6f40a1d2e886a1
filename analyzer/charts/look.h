// SPDX-License-Identifier: GPL-3.0-or-later
// What all charts look like.
#pragma once

#include <QAbstractAxis>
#include <QChart>
#include <QChartView>
#include <QFont>

namespace folioscope::charts {

void dress(QChartView& view);
// The axis of variants or classes, and that of numbers; `base` is the font of the view.
void dress_names(QAbstractAxis& axis, const QFont& base);
void dress_values(QAbstractAxis& axis, const QFont& base);
// Removes and deletes all series and axes.
void empty(QChart& chart);

}  // namespace folioscope::charts
