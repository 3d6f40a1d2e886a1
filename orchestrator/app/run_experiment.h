// SPDX-License-Identifier: GPL-3.0-or-later
// An experiment from its file to a run directory, with everything that is said meanwhile.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "app/cli.h"
#include "app/run_options.h"
#include "plan/plan.h"

namespace folioscope::app {

struct RunArguments {
  std::string file, profile;
  std::string out;     // empty: runs/NAME-DATE-TIME
  std::string blocks;  // as plan::parse_blocks() has them; empty: all
  RunOptions run;
};

// runs/NAME-DATE-TIME
std::string default_directory(const plan::Plan& plan);

// The run's directory. Nothing when there is none to look at: what went wrong was printed, and
// context.exit_code is set.
std::optional<std::filesystem::path> run_experiment(const RunArguments& arguments,
                                                    Context& context);

}  // namespace folioscope::app
