// SPDX-License-Identifier: GPL-3.0-or-later
// The answer of an experiment in Markdown: a short sentence, and the table that it rests on.
#pragma once

#include <string>

#include "compare/findings.h"

namespace folioscope::report {

// Which variants changed the deciding metric, from what to what, which did not, and of which it
// cannot be told, in bold. Where points without and with an amplifier are told, the second of them
// has a sentence of its own. With several points each is named.
std::string verdict_sentence(const query::Comparison& comparison, const Findings& findings);

// What the sentence rests on: for every variant at these points the mean difference to the
// baseline, its interval, p, and the blocks of boots behind them. Empty without a comparison.
std::string verdict_table(const query::Comparison& comparison, const Findings& findings);

// Who chose the point that the verdict is given at, when there are several.
std::string choice_note(const query::Comparison& comparison, const Findings& findings);

}  // namespace folioscope::report
