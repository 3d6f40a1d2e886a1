// SPDX-License-Identifier: GPL-3.0-or-later
// Reading an experiment for a subcommand: prints every mistake, or gives the plan.
#pragma once

#include <optional>
#include <string>

#include "app/cli.h"
#include "plan/plan.h"

namespace folioscope::app {

// Nothing when the file has mistakes; they are printed and context.exit_code is set. `profile` is
// the one that is wanted, "" the default.
std::optional<plan::Plan> load_plan(const std::string& file, const std::string& profile,
                                    Context& context);

// The same with its first variant twice, "A" and "B".
std::optional<plan::Plan> load_same_kernel_plan(const std::string& file, const std::string& profile,
                                                Context& context);

// Adds --profile for a subcommand that loads one plan.
void add_profile_option(Command& command, std::string& profile);

}  // namespace folioscope::app
