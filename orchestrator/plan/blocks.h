// SPDX-License-Identifier: GPL-3.0-or-later
// Parts of a plan: whole blocks, as the variants are compared inside of them. Who runs a part runs
// its cells in the plan's order.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "plan/plan.h"

namespace folioscope::plan {

// Numbers as in Cell::block, from 0. People read and write them from 1, as describe() has them.
using Blocks = std::set<int>;

int block_count(const Plan& plan);

// "1-3,5". Faults (User): not of this form; a block that the plan does not have; an experiment
// whose blocks cannot be run apart from each other.
Result<Blocks> parse_blocks(std::string_view text, const Plan& plan);
std::string to_string(const Blocks& blocks);

// Fault (User): which boots are run depends on those of other blocks (`boots: {min, max}`) or on
// the time that all of them took (`budget`).
Status check_is_divisible(const spec::Spec& spec);

// The plan with the cells of these blocks alone.
Plan part_of(Plan plan, const Blocks& blocks);

// All blocks in turn, so many together that they have up to `cells` cells, and at least one.
std::vector<Blocks> share_out(const Plan& plan, int cells);

}  // namespace folioscope::plan
