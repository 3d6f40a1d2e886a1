// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>

#include "app/cli.h"
#include "app/outcome_code.h"
#include "app/output.h"

namespace folioscope::app {
namespace {

struct CompareArguments {
  std::string first, second, baseline, variant;
  bool json = false, all = false;
};

void print_comparison(const CompareArguments& arguments, Context& context) {
  text::Options options;
  options.format = arguments.json ? text::Format::Json : text::Format::Text;
  options.all = arguments.all;
  const auto report = text::compare(
      {arguments.first, arguments.second, arguments.baseline, arguments.variant}, options);
  if (!report) {
    context.fail(report.fault());
    return;
  }
  print_out("{}", report->text);
  context.exit_code = outcome_code(report->overall);
}

}  // namespace

void add_compare(Command& app, Context& context) {
  auto* command = app.add_subcommand("compare", "compare two runs: yesterday's and today's");
  command->footer(
      "The variants of RUN2 against one of RUN, on the machines and workloads that both have. No\n"
      "boot of one ran beside a boot of the other: the comparison is unpaired, and what differs\n"
      "between the runs (host, QEMU, image, ...) is in every difference; it is listed first. For\n"
      "a patch, an experiment with both variants is the stronger evidence.\n"
      "\n"
      "Exit codes as of report: 0 no regression, 1 regressed, 3 inconclusive.");
  auto arguments = std::make_shared<CompareArguments>();
  command->add_option("RUN", arguments->first, "run directory or its run.db: the baseline's")
      ->required();
  command->add_option("RUN2", arguments->second, "the run that is compared with it")->required();
  command
      ->add_option("--baseline", arguments->baseline,
                   "the variant of RUN to compare with (default: its first)")
      ->type_name("VARIANT");
  command->add_option("--variant", arguments->variant, "of RUN2 only this one (default: every one)")
      ->type_name("VARIANT");
  command->add_flag("--json", arguments->json, "print JSON");
  command->add_flag("--all", arguments->all, "every metric, not only those that matter here");
  command->callback([arguments, &context] { print_comparison(*arguments, context); });
}

}  // namespace folioscope::app
