// SPDX-License-Identifier: GPL-3.0-or-later
// When a condition of an adaptive run needs no more boots.
#pragma once

#include <string>

#include "query/comparison.h"

namespace folioscope::compare {

struct Place {
  std::string machine, workload;
};

// Whether the answer is there after so many blocks: for each variant the deciding metric (the one
// that the experiment names, else the first of the headline that the condition gives) is shown to
// differ, to differ by less than matters, or cannot be had (the same code, boots that do not end
// alike). Looks at these blocks of this condition alone, so that it says the same whenever it is
// asked.
bool settled(query::Comparison comparison, const Place& place, int blocks);

}  // namespace folioscope::compare
