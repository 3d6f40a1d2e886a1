// SPDX-License-Identifier: GPL-3.0-or-later
// The part of a page that shows how metrics grow over a number that the run sweeps.
#pragma once

#include <string>
#include <vector>

#include "resultpage/page.h"

namespace folioscope::resultpage {

struct GrowthPart {
  std::string section;           // Markdown; empty: nothing is swept over three values or more
  std::vector<PageFile> charts;  // STEM-over-AXIS-<n>.svg, which the section shows
};

GrowthPart growth_part(const query::Comparison& comparison, const compare::Findings& findings,
                       const std::string& stem);

}  // namespace folioscope::resultpage
