// SPDX-License-Identifier: GPL-3.0-or-later
// What boots of the stored real runs look like: shapes.txt, in the program.
#pragma once

#include <string_view>

#include "simulate/families.h"

namespace folioscope::simulate {

// A pool from each line of numbers; # begins a comment line. What is no number ends its line.
Pools parse_shapes(std::string_view text);
// Those of the five discussions, as shapes.txt says.
Pools stored_shapes();

}  // namespace folioscope::simulate
