// SPDX-License-Identifier: GPL-3.0-or-later
// `rev: A..B` of a variant: a variant for each commit. It happens in the experiment's text, which a
// run keeps: whatever branches move to, a resumed run has the commits that it began with.
#pragma once

#include "base/result.h"
#include "spec/parse.h"

namespace folioscope::app {

// `parsed`, which has no mistake, with every range replaced by its commits; in front of them A, as
// the baseline, where the range is the first variant. As it is where there is no range. Faults:
// those of patches::read_history(), with the variant's name before them.
Result<spec::Parsed> with_ranges_expanded(spec::Parsed parsed);

}  // namespace folioscope::app
