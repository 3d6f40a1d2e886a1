// SPDX-License-Identifier: GPL-3.0-or-later
// What the subcommands share: how they register, how they say what went wrong, their exit codes.
#pragma once

#include <stop_token>
#include <string>

#include "app/command.h"
#include "base/result.h"

namespace folioscope::app {

// As in `folioscope --help` and ARCHITECTURE.md.
inline constexpr int kExitDone = 0;
inline constexpr int kExitRegressed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitInconclusive = 3;
inline constexpr int kExitHost = 4;
// `run` and `resume`: all is there, and some boots failed.
inline constexpr int kExitBoots = 5;
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
void add_init(Command& app, Context& context);
void add_try(Command& app, Context& context);
void add_shell(Command& app, Context& context);
void add_check(Command& app, Context& context);
void add_schema(Command& app, Context& context);
void add_plan(Command& app, Context& context);
void add_bisect(Command& app, Context& context);
void add_build(Command& app, Context& context);
void add_run(Command& app, Context& context);
void add_resume(Command& app, Context& context);
void add_merge(Command& app, Context& context);
void add_submit(Command& app, Context& context);
void add_status(Command& app, Context& context);
void add_list(Command& app, Context& context);
void add_show(Command& app, Context& context);
void add_report(Command& app, Context& context);
void add_compare(Command& app, Context& context);
void add_correlate(Command& app, Context& context);
void add_sql(Command& app, Context& context);
void add_derive(Command& app, Context& context);
void add_calibrate(Command& app, Context& context);
void add_cache(Command& app, Context& context);
void add_hooks(Command& app, Context& context);
void add_doctor(Command& app, Context& context);

}  // namespace folioscope::app
