// SPDX-License-Identifier: GPL-3.0-or-later
// What all charts look like.
#pragma once

#include <QAbstractAxis>
#include <QChart>
#include <QChartView>
#include <QColor>
#include <QFont>

namespace folioscope::charts {

// Between the ground of the page (0) and its text (1), by the palette of the application.
QColor over_ground(double part);
// Of text and of lines behind what is drawn.
QColor ink();
QColor grid();

// Follows a change of the palette from then on.
void dress(QChartView& view);
// The axis of variants or classes, and that of numbers; `base` is the font of the view.
void dress_names(QAbstractAxis& axis, const QFont& base);
void dress_values(QAbstractAxis& axis, const QFont& base);
// Removes and deletes all series and axes.
void empty(QChart& chart);

}  // namespace folioscope::charts
