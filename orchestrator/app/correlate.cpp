// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>

#include "app/cli.h"
#include "app/output.h"
#include "text/correlation.h"

namespace folioscope::app {
namespace {

struct CorrelateArguments {
  std::string run;
  text::CorrelationOptions options;
  bool json = false;
};

void print_correlation(CorrelateArguments& arguments, Context& context) {
  if (arguments.json) arguments.options.format = text::Format::Json;
  const auto text = text::correlation(arguments.run, arguments.options);
  if (text.ok())
    print_out("{}", *text);
  else
    context.fail(text.fault());
}

}  // namespace

void add_correlate(Command& app, Context& context) {
  auto* command = app.add_subcommand(
      "correlate", "what goes with the failures inside the boots: locks held, references");
  command->footer(
      "CMA allocations, compactions and migrations of pages are operations; what others did to "
      "their pages\n"
      "meanwhile is known of each. Quantities:\n" +
      text::quantity_list() +
      "\nFor instance, whether allocations take long where somebody holds a lock for long:\n"
      "  folioscope correlate RUN --x longest_lock --y latency\n"
      "A correlation inside boots is no effect of a patch: that one is folioscope report's.");
  auto arguments = std::make_shared<CorrelateArguments>();
  command->add_option("RUN", arguments->run, "run directory or its run.db")->required();
  command->add_option("--x", arguments->options.x, "the quantity that may explain")
      ->type_name("QUANTITY")
      ->capture_default_str();
  command->add_option("--y", arguments->options.y, "the one that may be explained")
      ->type_name("QUANTITY")
      ->capture_default_str();
  command->add_flag("--json", arguments->json, "print JSON");
  command->callback([arguments, &context] { print_correlation(*arguments, context); });
}

}  // namespace folioscope::app
