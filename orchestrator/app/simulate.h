// SPDX-License-Identifier: GPL-3.0-or-later
// `folioscope calibrate --simulate`: how often reports are wrong, by simulation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/cli.h"

namespace folioscope::app {

struct SimulateArguments {
  bool wanted = false;
  int experiments = 2000;
  std::optional<std::int64_t> seed;
  std::vector<std::string> from;  // runs whose boots give shapes of values
};

// `simulate`: the flag that the options belong to.
void add_simulate_options(Command& command, Option* simulate, SimulateArguments& arguments);

// Prints the table, or JSON. jobs < 1: the cores. The exit code is 1 where a goal is missed.
void simulate(const SimulateArguments& arguments, int jobs, bool json, Context& context);

}  // namespace folioscope::app
