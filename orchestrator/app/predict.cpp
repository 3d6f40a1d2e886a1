// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/predict.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "fleet/fleet.h"
#include "kbuild/builder.h"
#include "kbuild/preview.h"
#include "run/boot_timings.h"
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

// Whether KVM is believed is known when a kernel has booted with it; boots that were measured with
// it say so before, where /dev/kvm is still there.
std::map<plan::ConditionIndex, plan::MeasuredBoots> remembered_boots(
    const plan::Plan& plan, const std::string& accel, const std::filesystem::path& cache) {
  const bool kvm = accel == "kvm" || (accel == "auto" && ::access("/dev/kvm", R_OK | W_OK) == 0);
  auto measured = kvm ? run::load_boot_timings(cache, plan, fleet::Accel::Kvm)
                      : std::map<plan::ConditionIndex, plan::MeasuredBoots>();
  if (measured.empty() && accel != "kvm")
    measured = run::load_boot_timings(cache, plan, fleet::Accel::Tcg);
  return measured;
}

}  // namespace

Result<plan::Costs> predict_costs(const plan::Plan& plan, const RunOptions& options) {
  plan::Costs costs;
  const sys::Host host = sys::measure_host();
  TRY(costs.concurrent,
      fleet::concurrency({.cores = host.cores, .memory = host.memory}, plan.spec.machines));
  costs.concurrent = plan::guests_at_once(plan.spec, costs.concurrent, options.guests);
  TRY(const std::filesystem::path cache, sys::cache_dir());
  costs.measured = remembered_boots(plan, options.accel, cache);
  std::vector<kbuild::Recipe> recipes;
  const std::vector<run::KernelPlace> places = run::kernel_places(plan.spec);
  recipes.reserve(places.size());
  for (const run::KernelPlace& place : places) recipes.push_back(run::recipe_of(plan.spec, place));
  TRY(const std::vector<kbuild::Prediction> predictions, kbuild::predict_all(recipes, cache));
  costs.kernels.reserve(predictions.size());
  for (std::size_t i = 0; i < predictions.size(); ++i)
    costs.kernels.push_back({.how = name_of(predictions[i].kind),
                             .seconds = predictions[i].seconds,
                             .variant = places[i].variant,
                             .base = places[i].base});
  return costs;
}

Status try_patches(const plan::Plan& plan, plan::Costs& costs) {
  TRY(const std::filesystem::path cache, sys::cache_dir());
  for (plan::KernelCost& kernel : costs.kernels) {
    TRY(kbuild::Preview preview,
        kbuild::preview(run::recipe_of(plan.spec, {kernel.variant, kernel.base}), cache));
    kernel.notes = std::move(preview.notes);
    if (!preview.fault) continue;
    kernel.refusal = preview.fault->what;
    if (!preview.fault->remedy.empty())
      kernel.refusal += "\n        hint: " + preview.fault->remedy;
  }
  return {};
}

}  // namespace folioscope::app
