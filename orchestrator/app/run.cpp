// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <memory>

#include "app/cli.h"
#include "app/load.h"
#include "app/run_options.h"

namespace folioscope::app {
namespace {

struct Arguments {
  std::string file, profile, out;
  RunArguments run;
};

std::string default_directory(const plan::Plan& plan) {
  return fmt::format("runs/{}-{:%Y%m%d-%H%M%S}", plan.spec.name,
                     fmt::localtime(std::time(nullptr)));
}

}  // namespace

void add_run(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("run", "build the kernels, boot every cell, store the results");
  command->footer(
      "Ctrl-C stops cleanly; whatever stops it, `folioscope resume DIR` goes on: finished boots "
      "are\n"
      "kept as they are. The store (DIR/run.db) can be read while the run goes on.");
  auto arguments = std::make_shared<Arguments>();
  command->add_option("FILE", arguments->file, "experiment file (YAML)")->required();
  add_profile_option(*command, arguments->profile);
  command->add_option("--out,-o", arguments->out,
                      "run directory to make; default: runs/NAME-DATE-TIME");
  add_run_options(*command, arguments->run);
  command->callback([arguments, &context] {
    const auto plan = load_plan(arguments->file, arguments->profile, context);
    if (!plan) return;
    const std::string out = arguments->out.empty() ? default_directory(*plan) : arguments->out;
    std::optional<Result<run::Summary>> summary;
    {
      ProgressLine progress;
      progress.show(fmt::format("{}: {} boots into {}", plan->spec.name, plan->cells.size(), out),
                    true, -1);
      summary = run::start(*plan, make_options(arguments->run, out, context, progress));
    }
    print_end(*summary, context);
  });
}

}  // namespace folioscope::app
