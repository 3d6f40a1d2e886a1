// SPDX-License-Identifier: GPL-3.0-or-later
// The colours that carry a meaning. All are told apart by colour-blind readers (Okabe and Ito,
// "Color Universal Design", 2008) and stand beside a word, never alone.
#pragma once

#include <QColor>
#include <QPalette>
#include <cstddef>
#include <string_view>

#include "base/cell_status.h"
#include "compare/evaluate.h"
#include "compare/progress.h"

namespace folioscope::models {

// Whether what is drawn stands on a dark ground.
bool is_dark(const QPalette& palette);

QColor variant_color(std::size_t position);  // repeats after seven variants
QColor outcome_color(compare::Outcome outcome);
QColor status_color(CellStatus status);
// The same for a boot that has no result yet.
QColor stage_color(compare::Stage stage, CellStatus status);
// Parts of a text in a fixed-width font: an experiment file, a diff.
enum class Ink { Key, Value, Comment, Added, Removed, Heading };
QColor ink_color(Ink ink, const QPalette& palette);
// Of the events of one system ("page_lock"); grey for those without a colour of their own.
QColor system_color(std::string_view system);
// The same of a class of holder of page locks.
QColor lock_color(std::string_view lock_class);
// Of a class of holder or of locks, as the catalogue has it; grey for what is not known.
QColor class_color(std::string_view holder_class);
// Of a change from -1 (less than in the baseline) over 0 (`none`) to 1 (more).
QColor change_color(double change, const QColor& none);
// The ink that is read best on a colour, whatever the theme.
QColor ink_on(const QColor& background);

}  // namespace folioscope::models
