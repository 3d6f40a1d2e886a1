// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <unistd.h>

#include <memory>

#include "app/cli.h"
#include "app/load.h"
#include "app/output.h"
#include "app/run_options.h"
#include "app/terminal.h"
#include "base/temp_dir.h"
#include "plan/plan.h"
#include "run/shell.h"

namespace folioscope::app {
namespace {

struct ShellArguments {
  std::string file, profile, variant, base, machine;
  RunOptions run;
};

void greet(const plan::Plan& plan) {
  print_error(
      "folioscope: the console of {} on {}; `exit` powers off, Ctrl-] leaves\n"
      "A boot of the experiment would do this, with its events on:\n{}",
      plan.spec.variants.front().name, plan.spec.machines.front().name, run::boot_lines(plan));
}

void open_shell(const ShellArguments& arguments, Context& context) {
  const auto all = load_plan(arguments.file, arguments.profile, context);
  if (!all) return;
  auto chosen = run::only(all->spec, arguments.variant, arguments.base, arguments.machine);
  if (!chosen) {
    context.fail(chosen.fault());
    return;
  }
  const plan::Plan plan = plan::make_plan(*chosen);
  const auto place = TempDir::create("folioscope-shell");
  if (!place) {
    context.fail(place.fault());
    return;
  }
  auto progress = std::make_unique<ProgressLine>();
  const run::Options options =
      make_options(arguments.run, place->path().string(), context, *progress);
  const Status status = run::shell(plan, options, [&](const std::filesystem::path& socket) {
    progress->erase();
    greet(plan);
    return join_terminal(socket, run::kShellIsThere, context.stop());
  });
  if (!status.ok()) context.fail(status.fault());
}

}  // namespace

void add_shell(Command& app, Context& context) {
  auto* command =
      app.add_subcommand("shell", "boot one guest of an experiment with a shell on its console");
  command->footer(
      "The first variant, base and machine, or those that are named. Programs, files and packages\n"
      "of the experiment are there; nothing is recorded. Lines may be piped in:\n"
      "  echo 'uname -r; exit' | folioscope shell experiment.yaml --variant fix");
  auto arguments = std::make_shared<ShellArguments>();
  command->add_option("FILE", arguments->file, "experiment file (YAML)")->required();
  add_profile_option(*command, arguments->profile);
  command->add_option("--variant", arguments->variant, "whose kernel; default: the first");
  command->add_option("--base", arguments->base, "of several bases; default: the first");
  command->add_option("--machine", arguments->machine, "default: the first");
  add_run_options(*command, arguments->run);
  command->callback([arguments, &context] { open_shell(*arguments, context); });
}

}  // namespace folioscope::app
