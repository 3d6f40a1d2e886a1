// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/kernels.h"

#include <fmt/format.h>

#include "kbuild/overlay.h"
#include "run/experiment_rows.h"
#include "run/status_of.h"
#include "sys/files.h"

namespace folioscope::run {
namespace {

const char* kind_name(spec::PatchStep::Kind kind) {
  switch (kind) {
    case spec::PatchStep::Kind::Patch:
      return "patch";
    case spec::PatchStep::Kind::Mbox:
      return "mbox";
    case spec::PatchStep::Kind::Lore:
      return "lore";
    case spec::PatchStep::Kind::Revert:
      return "revert";
  }
  return "?";
}

std::string sha256_of(const std::string& file) {
  auto hash = sys::sha256_file(file);
  return hash ? *hash : std::string();
}

// The instrumentation first, as it is applied.
std::vector<store::PatchRow> patch_rows(const spec::Spec& spec, const spec::Variant& variant) {
  std::vector<store::PatchRow> rows;
  if (auto overlay = kbuild::read_overlay(spec.overlay); overlay && !overlay->empty())
    rows.push_back({"instrumentation", spec.overlay, kbuild::hash_of(*overlay)});
  for (const std::string& patch : spec.instrumentation)
    rows.push_back({"instrumentation", patch, sha256_of(patch)});
  for (const spec::PatchStep& step : variant.steps)
    rows.push_back({kind_name(step.kind), step.target,
                    step.kind == spec::PatchStep::Kind::Revert ? "" : sha256_of(step.target)});
  return rows;
}

}  // namespace

kbuild::Recipe recipe_of(const spec::Spec& spec, const spec::Variant& variant) {
  kbuild::Recipe recipe{spec.base, spec.config, variant.steps, spec.overlay,
                        {},        spec.unmet,  spec.needs};
  for (const std::string& patch : spec.instrumentation)
    recipe.instrumentation.push_back({spec::PatchStep::Kind::Patch, patch});
  return recipe;
}

Result<std::vector<VariantKernel>> build_kernels(const spec::Spec& spec, const Options& options) {
  TRY(const std::filesystem::path cache, sys::cache_dir());
  std::vector<VariantKernel> kernels;
  for (std::size_t i = 0; i < spec.variants.size(); ++i) {
    const spec::Variant& variant = spec.variants[i];
    VariantKernel entry;
    entry.row.name = variant.name;
    entry.row.position = static_cast<int>(i);
    entry.row.patches = patch_rows(spec, variant);
    entry.row.settings = named_values(variant.settings);
    kbuild::Options build{cache, options.build_jobs, {}, options.stop};
    build.on_removed = [&](const std::string& line) {
      if (options.on_progress) options.on_progress({"cache: " + line, true, -1});
    };
    build.on_progress = [&](const kbuild::Progress& progress) {
      if (!options.on_progress) return;
      std::string text = fmt::format("kernel {} ({}/{}): {}", variant.name, i + 1,
                                     spec.variants.size(), progress.stage);
      if (progress.fraction >= 0) text += fmt::format(" {:.0f} %", 100 * progress.fraction);
      options.on_progress({std::move(text), false, progress.seconds_left});
    };
    auto kernel = kbuild::build(recipe_of(spec, variant), build);
    if (kernel) {
      entry.row.kernel_hash = kernel->hash;
      entry.row.kernel_release = kernel->release;
      entry.row.code_hash = kernel->code_hash;
      if (options.on_progress)
        options.on_progress({fmt::format("kernel {}: {} {}", variant.name, kernel->release,
                                         kernel->reused ? "(from the cache)" : "built"),
                             true, -1});
      for (const std::string& note : kernel->notes)
        if (options.on_progress)
          options.on_progress({fmt::format("kernel {}: {}", variant.name, note), true, -1});
      entry.kernel = *std::move(kernel);
    } else if (status_of(kernel.fault(), Stage::Build) != CellStatus::BuildError) {
      return kernel.fault();
    } else {
      entry.row.fault = kernel.fault().what;
      if (options.on_progress)
        options.on_progress(
            {fmt::format("kernel {}: not built ({}'s fault)\n{}{}{}", variant.name,
                         to_string(kernel.fault().domain), kernel.fault().what,
                         kernel.fault().remedy.empty() ? "" : "\n  -> ", kernel.fault().remedy),
             true, -1});
    }
    kernels.push_back(std::move(entry));
  }
  return kernels;
}

}  // namespace folioscope::run
