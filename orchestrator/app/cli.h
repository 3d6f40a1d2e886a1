// SPDX-License-Identifier: GPL-3.0-or-later
// What the subcommands share: how they register, how they say what went wrong, their exit codes.
#pragma once

#include <stop_token>
#include <string>

#include "app/command.h"
#include "app/interrupt.h"
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
class Context {
 public:
  explicit Context(Interrupt& interrupt) : interrupt_(interrupt) {}

  // Of Ctrl-C or SIGTERM. Whoever asks has promised to end soon when it says so: without that, the
  // first signal ends the program at once.
  std::stop_token stop() { return interrupt_.obeyed(); }
  bool interrupted() const { return interrupt_.requested(); }

  // Prints "folioscope: cause" and the remedy to stderr; sets and returns the exit code.
  int fail(const Fault& fault);

  int exit_code = kExitDone;

 private:
  Interrupt& interrupt_;
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
void add_history(Command& app, Context& context);
void add_export(Command& app, Context& context);
void add_import(Command& app, Context& context);
void add_sql(Command& app, Context& context);
void add_derive(Command& app, Context& context);
void add_calibrate(Command& app, Context& context);
void add_cache(Command& app, Context& context);
void add_hooks(Command& app, Context& context);
void add_doctor(Command& app, Context& context);

}  // namespace folioscope::app
