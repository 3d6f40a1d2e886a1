// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>

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

// A rebuild after a patch to one file of mm/: compile, link, compress.
constexpr double kTouchUpSeconds = 30;

Result<plan::Costs> predict(const plan::Plan& plan) {
  plan::Costs costs;
  const sys::Host host = sys::measure_host();
  TRY(costs.concurrent,
      fleet::concurrency({.cores = host.cores, .memory = host.memory}, plan.spec.machines));
  TRY(const std::filesystem::path cache, sys::cache_dir());
  for (const spec::Variant& variant : plan.spec.variants) {
    TRY(kbuild::Prediction prediction, kbuild::predict(run::recipe_of(plan.spec, variant), cache));
    // The first cold build leaves the tree that the following variants only touch up.
    const bool warmed = prediction.kind == kbuild::Prediction::Kind::Cold && !costs.kernels.empty();
    if (warmed) prediction = {kbuild::Prediction::Kind::Incremental, kTouchUpSeconds};
    costs.kernels.push_back({name_of(prediction.kind), prediction.seconds});
  }
  return costs;
}

}  // namespace

void add_plan(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("plan", "print the matrix, its order and a time estimate");
  command->footer("Builds nothing, boots nothing, writes nothing.");
  auto file = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  command->add_option("FILE", *file, "experiment file (YAML)")->required();
  command->add_flag("--json", *json, "print JSON, with every cell");
  command->callback([file, json, &context] {
    const auto plan = load_plan(*file, context);
    if (!plan) return;
    const auto costs = predict(*plan);
    if (!costs)
      context.fail(costs.fault());
    else
      fmt::print("{}\n", *json ? describe_json(*plan, *costs) : describe(*plan, *costs));
  });
}

}  // namespace folioscope::app
