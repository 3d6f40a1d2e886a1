// SPDX-License-Identifier: GPL-3.0-or-later
// The answer of an experiment in Markdown: a short sentence, and the table that it rests on.
#pragma once

#include <string>

#include "compare/findings.h"

namespace folioscope::resultpage {

// format::answer() in Markdown.
std::string outcome_sentence(const compare::TestedRun& comparison,
                             const compare::Findings& findings);

// What the sentence rests on: for every variant at these conditions the mean difference to the
// baseline, its interval, p, and the blocks of boots behind them. Empty without a comparison.
std::string outcome_table(const query::Comparison& comparison, const compare::Findings& findings);

// Who chose the condition that the outcome is given at, when there are several.
std::string choice_note(const query::Comparison& comparison, const compare::Findings& findings);

}  // namespace folioscope::resultpage
