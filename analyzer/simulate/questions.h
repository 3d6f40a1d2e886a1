// SPDX-License-Identifier: GPL-3.0-or-later
// Every figure that `folioscope calibrate --simulate` prints, in the order of its table. They run
// what reports run: stats alone decides.
#pragma once

#include <vector>

#include "simulate/families.h"
#include "simulate/question.h"

namespace folioscope::simulate {

// `pools` of real runs: a family of their own in most figures; none where empty.
std::vector<Question> all_questions(const Pools& pools);

// The parts of it.
std::vector<Question> false_claims(const Pools& pools);   // "changed" where nothing changed
std::vector<Question> no_difference();                    // "no difference" where there is one
std::vector<Question> intervals(const Pools& pools);      // how often they hold the truth
std::vector<Question> found_effects(const Pools& pools);  // how often a real one is seen

}  // namespace folioscope::simulate
