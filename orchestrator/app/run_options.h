// SPDX-License-Identifier: GPL-3.0-or-later
// The options that `run` and `resume` share, and what both print at the end.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/cli.h"
#include "app/progress_line.h"
#include "run/run.h"

namespace folioscope::app {

struct RunOptions {
  std::string uri;
  std::string accel = "auto";
  int jobs = 0;
  int guests = 0;
  std::vector<std::string> hosts;  // libvirt URIs; empty: here
};

void add_run_options(Command& command, RunOptions& arguments);

// For commands that boot on other hosts too.
void add_host_option(Command& command, RunOptions& arguments);
// Without --host and --uri: those of the user's own file. False: it is wrong, which was printed.
bool find_hosts(RunOptions& arguments, Context& context);

run::Options make_options(const RunOptions& arguments, const std::string& directory,
                          Context& context, ProgressLine& progress);

// Prints where the results are and how to look at them, or the fault.
void print_end(const Result<run::Summary>& summary, Context& context);

}  // namespace folioscope::app
