// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/predict.h"

#include <vector>

#include "fleet/fleet.h"
#include "kbuild/builder.h"
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

}  // namespace

Result<plan::Costs> predict_costs(const plan::Plan& plan, int guests) {
  plan::Costs costs;
  const sys::Host host = sys::measure_host();
  TRY(costs.concurrent,
      fleet::concurrency({.cores = host.cores, .memory = host.memory}, plan.spec.machines));
  costs.concurrent = plan::guests_at_once(plan.spec, costs.concurrent, guests);
  TRY(const std::filesystem::path cache, sys::cache_dir());
  std::vector<kbuild::Recipe> recipes;
  for (const spec::Variant& variant : plan.spec.variants)
    recipes.push_back(run::recipe_of(plan.spec, variant));
  TRY(const std::vector<kbuild::Prediction> predictions, kbuild::predict_all(recipes, cache));
  for (const kbuild::Prediction& prediction : predictions)
    costs.kernels.push_back({name_of(prediction.kind), prediction.seconds, prediction.brought});
  return costs;
}

}  // namespace folioscope::app
