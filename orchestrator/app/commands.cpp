// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"

#include <string>

#include "run/version.h"

namespace folioscope::app {
namespace {

constexpr const char* kDescription =
    "Measures what a memory-management patch does to a Linux kernel: builds the kernels with and\n"
    "without it, boots fleets of instrumented virtual machines, stores what they did, compares.";

constexpr const char* kFooter =
    "With a patch at hand:\n"
    "  folioscope try fix.patch\n"
    "A first experiment:\n"
    "  folioscope check configs/experiments/quickstart.yaml\n"
    "  folioscope plan  configs/experiments/quickstart.yaml\n"
    "  folioscope run   configs/experiments/quickstart.yaml --out runs/first\n"
    "  folioscope report runs/first\n"
    "  folioscope-analyzer runs/first\n"
    "\n"
    "Exit codes: 0 done, 2 usage or bad input, 4 the host failed, 130 interrupted; of run and "
    "resume\n"
    "5 when boots failed; of report and compare 1 regressed, and of these and bisect 3 "
    "inconclusive.\n"
    "Kernels, images and sources are cached in $FOLIOSCOPE_CACHE (~/.cache/folioscope).";

}  // namespace

std::unique_ptr<Command> make_program(Context& context) {
  auto program = std::make_unique<Command>(kDescription, "folioscope");
  Command& app = *program;
  app.footer(kFooter);
  app.version(std::string("folioscope ") + run::kVersion);
  app.require_subcommand(1);
  add_try(app, context);
  add_shell(app, context);
  add_init(app, context);
  add_check(app, context);
  add_schema(app, context);
  add_plan(app, context);
  add_build(app, context);
  add_run(app, context);
  add_resume(app, context);
  add_submit(app, context);
  add_status(app, context);
  add_merge(app, context);
  add_list(app, context);
  add_show(app, context);
  add_report(app, context);
  add_compare(app, context);
  add_correlate(app, context);
  add_history(app, context);
  add_sql(app, context);
  add_export(app, context);
  add_import(app, context);
  add_derive(app, context);
  add_calibrate(app, context);
  add_bisect(app, context);
  add_cache(app, context);
  add_hooks(app, context);
  add_doctor(app, context);
  return program;
}

}  // namespace folioscope::app
