// SPDX-License-Identifier: GPL-3.0-or-later
// The answers for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "simulate/question.h"

namespace folioscope::simulate {

bool all_hold(const std::vector<Row>& rows);
// A line for each meaning, with the range of its figures over families, and below every figure that
// misses its goal.
std::string as_text(const std::vector<Row>& rows, const Course& course);
// {"experiments", "seed", "holds", KEY: {OF: figure}, ..., "rows": [...]}.
std::string as_json(const std::vector<Row>& rows, const Course& course);

}  // namespace folioscope::simulate
