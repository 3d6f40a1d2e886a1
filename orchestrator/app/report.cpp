// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/report.h"

#include <fmt/format.h>

#include <memory>

#include "app/cli.h"
#include "run/directory.h"

namespace folioscope::app {
namespace {

struct Arguments {
  std::string run;
  bool json = false;
  bool all = false;
};

}  // namespace

void add_report(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("report", "compare the variants of a run");
  command->footer(
      "Per metric and variant: boots, median, spread, and the difference to the first variant "
      "with\n"
      "a 95 % bootstrap interval over boots (blocks kept together, seeded: the same store gives "
      "the\n"
      "same report). Then, where the kernels were instrumented, who held pages that could not be\n"
      "migrated, and how long page locks were held; the books of lost events; what did not run.");
  auto arguments = std::make_shared<Arguments>();
  command->add_option("RUN", arguments->run, "run directory or its run.db")->required();
  command->add_flag("--json", arguments->json, "print JSON");
  command->add_flag("--all", arguments->all, "every metric, not only those that matter here");
  command->callback([arguments, &context] {
    const auto file = run::find_store(arguments->run);
    if (!file) {
      context.fail(file.fault());
      return;
    }
    report::Options options;
    options.json = arguments->json;
    options.all = arguments->all;
    const auto text = report::report(*file, options);
    if (!text)
      context.fail(text.fault());
    else
      fmt::print("{}", *text);
  });
}

}  // namespace folioscope::app
