// SPDX-License-Identifier: GPL-3.0-or-later
// A search from its first comparison to its finding. What compares is behind a seam: boots and
// statistics in the product, a table in tests.
#pragma once

#include <functional>
#include <vector>

#include "base/result.h"
#include "bisect/search.h"

namespace folioscope::bisect {

class Prober {
 public:
  virtual ~Prober() = default;

  // `number`: of the step, from 1. The same probe of a search begun again has the same answer; one
  // that was answered before costs nothing. A fault ends the search; what was found stays.
  virtual Result<Answer> probe(const Probe& probe, int number) = 0;
};

struct Step {
  Probe probe;
  Answer answer;
};

struct Trail {
  std::vector<Step> steps;
  Finding finding;
};

Result<Trail> drive(Search search, Prober& prober);

}  // namespace folioscope::bisect
