// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of a condition: what all have in common, and those below its metrics (who held pages,
// page locks). Each section is empty when there is nothing to say.
#pragma once

#include <string>
#include <vector>

#include "compare/holders.h"
#include "compare/page_locks.h"
#include "compare/scale.h"
#include "text/table.h"

namespace folioscope::text {

// Adds `row` with the outcome as its last cell; below it what an inconclusive one would take, and
// what the mean does not say.
void add_with_outcome(std::vector<std::string> row, const compare::VariantResult& result,
                      const compare::Scale& scale, Table& table);
// The difference without its unit, which the heading has; empty where none is to be read.
std::string difference_cell(const compare::VariantResult& result, const compare::Scale& scale);

std::string holder_section(const query::Comparison& comparison,
                           const compare::HolderTable& holders);
std::string lock_section(const compare::LockTable& locks);

}  // namespace folioscope::text
