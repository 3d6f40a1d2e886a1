// SPDX-License-Identifier: GPL-3.0-or-later
// Two runs as one comparison: yesterday's and today's, this host's and another's. No block has
// boots of both, so all boots of a condition are one block: the comparison is unpaired, and what
// differs between the runs beside the kernels is in every difference. It is listed.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "query/comparison.h"

namespace folioscope::query {

struct RunToJoin {
  std::string label;  // "monday": told apart by it where variants have the same name
  Comparison comparison;
};

struct Joined {
  Comparison comparison;  // the baseline, then the variants of the second run
  // What else differs: "host cpu_model: A in monday, B in tuesday". Conditions that only one of the
  // runs has among them; they are left out.
  std::vector<std::string> differences;
};

// `baseline` of the first run, its first variant when empty; `variant` of the second, every one
// when empty. Faults (User): no such variant; no condition that both have.
Result<Joined> join(const RunToJoin& first, const RunToJoin& second, const std::string& baseline,
                    const std::string& variant);

}  // namespace folioscope::query
