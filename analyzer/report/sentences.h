// SPDX-License-Identifier: GPL-3.0-or-later
// Findings in sentences of Markdown. Each rests on the values of the boots and the interval of
// their difference, and names both.
#pragma once

#include <string>

#include "report/findings.h"

namespace folioscope::report {

// The answer of the experiment: one sentence for the deciding plain point, one more for the
// amplified one where there is any. With several points the point is named.
std::string verdict_sentence(const query::Comparison& comparison, const Findings& findings);

// "smp8, faulters=8"
std::string label_text(const Point& point);

}  // namespace folioscope::report
