// SPDX-License-Identifier: GPL-3.0-or-later
// What the subcommands share: how they register, how they say what went wrong, their exit codes.
#pragma once

#include <CLI/CLI.hpp>
#include <stop_token>
#include <string>

#include "base/result.h"

namespace folioscope::app {

// As in `folioscope --help`: 0 done, 2 usage or bad input, 3 cannot tell, 4 the host.
inline constexpr int kExitDone = 0;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitInfra = 4;
// 128 + SIGINT, as shells expect of an interrupted program.
inline constexpr int kExitInterrupted = 130;

// Handed to every subcommand; lives as long as the program.
struct Context {
  std::stop_token stop;  // Ctrl-C or SIGTERM
  int exit_code = kExitDone;

  // Prints "folioscope: cause" and the remedy to stderr; sets and returns the exit code.
  int fail(const Fault& fault);
};

// Each adds its subcommand; one file per verb.
void add_check(CLI::App& app, Context& context);
void add_plan(CLI::App& app, Context& context);
void add_build(CLI::App& app, Context& context);
void add_run(CLI::App& app, Context& context);
void add_resume(CLI::App& app, Context& context);
void add_list(CLI::App& app, Context& context);
void add_show(CLI::App& app, Context& context);
void add_report(CLI::App& app, Context& context);
void add_sql(CLI::App& app, Context& context);
void add_derive(CLI::App& app, Context& context);
void add_calibrate(CLI::App& app, Context& context);
void add_doctor(CLI::App& app, Context& context);

}  // namespace folioscope::app
