// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>
#include <vector>

#include "app/cli.h"
#include "app/load.h"
#include "fleet/fleet.h"
#include "kbuild/builder.h"
#include "plan/describe.h"
#include "run/kernels.h"
#include "sys/files.h"
#include "sys/host.h"

namespace folioscope::app {
namespace {

const char* name_of(kbuild::Prediction::Kind kind) {
  switch (kind) {
    case kbuild::Prediction::Kind::Reused:
      return "reused";
    case kbuild::Prediction::Kind::Incremental:
      return "incremental";
    case kbuild::Prediction::Kind::Cold:
      return "cold";
  }
  return "?";
}

Result<plan::Costs> predict(const plan::Plan& plan) {
  plan::Costs costs;
  const sys::Host host = sys::measure_host();
  TRY(costs.concurrent,
      fleet::concurrency({.cores = host.cores, .memory = host.memory}, plan.spec.machines));
  TRY(const std::filesystem::path cache, sys::cache_dir());
  std::vector<kbuild::Recipe> recipes;
  for (const spec::Variant& variant : plan.spec.variants)
    recipes.push_back(run::recipe_of(plan.spec, variant));
  TRY(const std::vector<kbuild::Prediction> predictions, kbuild::predict_all(recipes, cache));
  for (const kbuild::Prediction& prediction : predictions)
    costs.kernels.push_back({name_of(prediction.kind), prediction.seconds});
  return costs;
}

}  // namespace

void add_plan(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("plan", "print the matrix, its order and a time estimate");
  command->footer("Builds nothing, boots nothing, writes nothing.");
  auto file = std::make_shared<std::string>();
  auto profile = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  command->add_option("FILE", *file, "experiment file (YAML)")->required();
  add_profile_option(*command, *profile);
  command->add_flag("--json", *json, "print JSON, with every cell");
  command->callback([file, profile, json, &context] {
    const auto plan = load_plan(*file, *profile, context);
    if (!plan) return;
    const auto costs = predict(*plan);
    if (!costs)
      context.fail(costs.fault());
    else
      fmt::print("{}\n", *json ? describe_json(*plan, *costs) : describe(*plan, *costs));
  });
}

}  // namespace folioscope::app
