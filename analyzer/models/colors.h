// SPDX-License-Identifier: GPL-3.0-or-later
// The colours that carry a meaning. All are told apart by colour-blind readers (Okabe and Ito,
// "Color Universal Design", 2008) and stand beside a word, never alone.
#pragma once

#include <QColor>
#include <cstddef>
#include <string_view>

#include "base/cell_status.h"
#include "compare/evaluate.h"

namespace folioscope::models {

QColor variant_color(std::size_t position);  // repeats after seven variants
QColor outcome_color(compare::Outcome outcome);
QColor status_color(CellStatus status);
// Of a class of holder, as the catalogue has it; grey for what is not known.
QColor class_color(std::string_view holder_class);

}  // namespace folioscope::models
