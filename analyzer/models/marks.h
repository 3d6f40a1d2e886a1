// SPDX-License-Identifier: GPL-3.0-or-later
// Shapes that carry a meaning beside a colour, for readers who do not see it and for print.
#pragma once

#include <QIcon>
#include <QPainterPath>
#include <cstddef>

#include "compare/evaluate.h"

class QPainter;

namespace folioscope::models {

enum class Mark { Circle, Square, Triangle, Diamond, Pentagon, Downwards, Ring, Cross };

// Of a variant: the first five shapes, which repeat after as many variants. With the seven colours
// of variant_color() no two of 35 variants look the same.
Mark variant_mark(std::size_t position);
// Improved and regressed, changed, lead, no difference, inconclusive; a cross: there is no answer.
Mark outcome_mark(compare::Outcome outcome);

// The outline around `centre`, `size` pixels wide. Ring and Cross are to be stroked, not filled.
QPainterPath mark_path(Mark mark, QPointF centre, double size);
bool is_filled(Mark mark);
void draw_mark(QPainter& painter, Mark mark, QPointF centre, double size, const QColor& color);

QIcon mark_icon(Mark mark, const QColor& color);

}  // namespace folioscope::models
