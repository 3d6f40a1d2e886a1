// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>

#include "app/cli.h"
#include "app/load.h"

namespace folioscope::app {

void add_check(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("check", "say everything that is wrong with experiment files");
  command->footer(
      "Prints each mistake as file:line:column: message, with a hint, and exits 2 when there is "
      "one.\nTouches nothing.");
  auto files = std::make_shared<std::vector<std::string>>();
  command->add_option("FILE", *files, "experiment file (YAML)")->required();
  command->callback([files, &context] {
    for (const std::string& file : *files)
      if (const auto plan = load_plan(file, context))
        fmt::print("{}: ok, {} boots of {} variants\n", file, plan->cells.size(),
                   plan->spec.variants.size());
  });
}

}  // namespace folioscope::app
