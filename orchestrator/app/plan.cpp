// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>

#include "app/cli.h"
#include "app/load.h"
#include "app/noise_store.h"
#include "app/output.h"
#include "app/predict.h"
#include "plan/describe.h"

namespace folioscope::app {
void add_plan(Command& app, Context& context) {
  auto* command = app.add_subcommand("plan", "print the matrix, its order and a time estimate");
  command->footer(
      "Builds nothing, boots nothing, writes nothing. Patches are tried where the base's files can "
      "be\n"
      "read as they are; a variant whose patches do not apply is named, with the other bases on "
      "this\n"
      "host that take them, and the exit code is 2. `rev: A..B` of a variant is shown as its "
      "commits.\n"
      "\n"
      "The estimate adds up the kernels still to build, as long as builds took on this host, and\n"
      "the boots, as long as they took here with the same machine and workload. What was not "
      "booted\n"
      "here yet is guessed for emulated guests: kernel and image, then the workload's `typical` "
      "time,\n"
      "or its argument `seconds` and a fifth more, or 12 s. Half as much again is added, so that "
      "a\n"
      "run ends before it. The estimate says what it stands on.");
  auto file = std::make_shared<std::string>();
  auto profile = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  command->add_option("FILE", *file, "experiment file (YAML)")->required();
  add_profile_option(*command, *profile);
  command->add_flag("--json", *json, "print JSON, with every cell");
  command->callback([file, profile, json, &context] {
    const auto plan = load_plan(*file, *profile, context);
    if (!plan) return;
    auto costs = predict_costs(*plan, {});
    if (!costs) {
      context.fail(costs.fault());
      return;
    }
    if (const Status tried = try_patches(*plan, *costs); !tried) {
      context.fail(tried.fault());
      return;
    }
    print_out("{}\n{}", *json ? describe_json(*plan, *costs) : describe(*plan, *costs),
              *json ? std::string() : noise_section(*plan));
    for (const plan::KernelCost& kernel : costs->kernels)
      if (!kernel.refusal.empty()) context.exit_code = kExitUsage;
  });
}

}  // namespace folioscope::app
