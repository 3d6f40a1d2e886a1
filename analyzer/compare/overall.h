// SPDX-License-Identifier: GPL-3.0-or-later
// The answer of a run in one word, for a script that asks whether it may go on.
#pragma once

#include "compare/family.h"

namespace folioscope::compare {

enum class Overall {
  NoRegression,  // and the question is answered; or there is nothing to compare
  Regressed,     // a claim under any condition, or boots that end worse than the baseline's
  Inconclusive,  // neither: the deciding metric has no answer for some variant
};

// Boots of the variant that ended by the guest's own doing end worse than the baseline's, inside
// blocks, and that is a claim. Never of a variant of the baseline's code.
bool ends_worse(const TestedRun& run, const query::Condition& condition, std::size_t variant);

// A run of one variant, or of variants that all have the baseline's code, cannot regress.
Overall overall(const TestedRun& run);

}  // namespace folioscope::compare
