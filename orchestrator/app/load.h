// SPDX-License-Identifier: GPL-3.0-or-later
// Reading an experiment for a subcommand: prints every mistake, or gives the plan.
#pragma once

#include <optional>
#include <string>

#include "app/cli.h"
#include "plan/plan.h"

namespace folioscope::app {

// Nothing when the file has mistakes; they are printed and context.exit_code is set.
std::optional<plan::Plan> load_plan(const std::string& file, Context& context);

}  // namespace folioscope::app
