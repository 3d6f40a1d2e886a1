// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/kernels.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "kbuild/overlay.h"
#include "plan/describe.h"
#include "run/experiment_rows.h"
#include "run/kernel_events.h"
#include "run/status_of.h"
#include "sys/files.h"

namespace folioscope::run {
namespace {

// The kind of the rows that are the same under every variant; they come first.
constexpr std::string_view kOurs = "instrumentation";

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
  if (file.empty()) return {};
  auto hash = sys::sha256_file(file);
  return hash ? *hash : std::string();
}

// What is not in a file has no hash.
std::string file_of(const spec::PatchStep& step) {
  const bool file =
      step.kind == spec::PatchStep::Kind::Patch || step.kind == spec::PatchStep::Kind::Mbox;
  return file ? step.target : step.mailbox;
}

// The instrumentation first, as it is applied.
std::vector<store::PatchRow> patch_rows(const spec::Spec& spec,
                                        const std::vector<spec::PatchStep>& steps) {
  std::vector<store::PatchRow> rows;
  if (auto overlay = kbuild::read_overlay(spec.overlay); overlay && !overlay->empty())
    rows.push_back({std::string(kOurs), spec.overlay, kbuild::hash_of(*overlay)});
  for (const std::string& patch : spec.instrumentation)
    rows.push_back({std::string(kOurs), patch, sha256_of(patch)});
  for (const spec::PatchStep& step : steps)
    rows.push_back({kind_name(step.kind), step.target, sha256_of(file_of(step))});
  return rows;
}

store::VariantRow row_of(const spec::Spec& spec, const KernelPlace& place) {
  const spec::Variant& variant = spec.variants[place.variant];
  const spec::NamedBase& base = spec.bases[place.base];
  store::VariantRow row;
  row.name = variant.name;
  row.position = static_cast<int>(place.variant);
  row.patches = patch_rows(spec, variant.steps_on(base));
  row.settings = named_values(variant.settings);
  row.base = base.name;
  row.base_position = static_cast<int>(place.base);
  row.source = plan::describe_base(variant.base.value_or(base.source));
  return row;
}

store::PatchRow* row_of_step(store::VariantRow& row, int step) {
  const auto first =
      std::ranges::find_if(row.patches, [](const auto& patch) { return patch.kind != kOurs; });
  const auto steps = static_cast<std::ptrdiff_t>(row.patches.end() - first);
  return step < 0 || step >= steps ? nullptr : &*(first + step);
}

void take(const kbuild::Kernel& kernel, store::VariantRow& row) {
  row.kernel_hash = kernel.hash;
  row.kernel_release = kernel.release;
  row.code_hash = kernel.code_hash;
  row.hooks = kernel.hooks;
  row.missing_hooks = kernel.missing_hooks;
  for (const kbuild::Undone& undone : kernel.undone)
    if (store::PatchRow* const patch = row_of_step(row, undone.step))
      patch->sha256 = sys::sha256(undone.patch);
}

// What a finished build says beside the release.
std::string built_text(const kbuild::Kernel& kernel) {
  std::string text = kernel.reused ? "(from the cache)" : "built";
  if (!kernel.missing_hooks.empty())
    text += fmt::format("; of the instrumentation's series {} these hooks do not apply: {}",
                        kernel.hooks, fmt::join(kernel.missing_hooks, ", "));
  return text;
}

// Each note to the step that it is about, others to the kernel.
void add_notes(const kbuild::Kernel& kernel, store::VariantRow& row) {
  for (const patches::Note& note : kernel.notes) {
    store::PatchRow* const patch = row_of_step(row, note.step);
    if (patch == nullptr) {
      row.notes.push_back(to_string(note));
      continue;
    }
    // The row has the name already.
    const bool named = note.source == std::filesystem::path(patch->target).filename();
    patch->notes.push_back(named ? note.text : to_string(note));
  }
}

// What of the code is not the baseline's; `kernels` are those that are built so far, this one among
// them.
void add_functions(std::vector<VariantKernel>& kernels) {
  VariantKernel& entry = kernels.back();
  const VariantKernel* const baseline = baseline_of(kernels, entry);
  if (entry.variant == 0 || baseline == nullptr || !baseline->kernel || !entry.kernel) return;
  if (auto changes = kbuild::compare_code(*baseline->kernel, *entry.kernel))
    entry.row.functions = store::ChangedFunctions{
        std::move(changes->changed), std::move(changes->added), std::move(changes->removed)};
}

kbuild::Options build_options(const Options& options, const std::filesystem::path& cache,
                              const std::string& name, const std::string& which) {
  kbuild::Options build{cache, options.build_jobs, {}, options.stop};
  build.on_removed = [&options](const std::string& line) { say(options, "cache: " + line); };
  build.on_progress = [&options, name, which](const kbuild::Progress& progress) {
    if (!options.on_progress) return;
    std::string text = fmt::format("kernel {} ({}): {}", name, which, progress.stage);
    if (progress.fraction >= 0) text += fmt::format(" {:.0f} %", 100 * progress.fraction);
    options.on_progress({std::move(text), false, progress.seconds_left});
  };
  return build;
}

}  // namespace

std::vector<KernelPlace> kernel_places(const spec::Spec& spec) {
  std::vector<KernelPlace> places;
  for (std::size_t base = 0; base < spec.bases.size(); ++base)
    for (std::size_t variant = 0; variant < spec.variants.size(); ++variant)
      if (spec.variants[variant].is_on(spec.bases[base])) places.push_back({variant, base});
  return places;
}

kbuild::Recipe recipe_of(const spec::Spec& spec, const KernelPlace& place) {
  const spec::Variant& variant = spec.variants[place.variant];
  const spec::NamedBase& base = spec.bases[place.base];
  kbuild::Recipe recipe{variant.base.value_or(base.source),
                        spec.config,
                        variant.steps_on(base),
                        spec.overlay,
                        {},
                        spec.unmet,
                        spec.needs,
                        spec.hooks};
  for (const std::string& patch : spec.instrumentation)
    recipe.instrumentation.push_back({spec::PatchStep::Kind::Patch, patch});
  for (const spec::NamedBase& other : spec.bases)
    if (!(other == base)) recipe.others.push_back(other);
  return recipe;
}

std::vector<std::string> patch_files(const spec::Spec& spec, const KernelPlace& place) {
  std::vector<std::string> files;
  for (const spec::PatchStep& step : spec.variants[place.variant].steps_on(spec.bases[place.base]))
    if (std::string file = file_of(step); !file.empty()) files.push_back(std::move(file));
  return files;
}

std::string name_of(const store::VariantRow& row) {
  return row.base.empty() ? row.name : row.name + " on " + row.base;
}

const VariantKernel& kernel_of(const std::vector<VariantKernel>& kernels, const plan::Plan& plan,
                               const plan::Cell& cell) {
  const std::size_t base = plan.workloads[cell.workload].base;
  return *std::ranges::find_if(kernels, [&](const VariantKernel& kernel) {
    return kernel.variant == cell.variant && kernel.base == base;
  });
}

const VariantKernel* baseline_of(const std::vector<VariantKernel>& kernels,
                                 const VariantKernel& kernel) {
  const auto found = std::ranges::find_if(kernels, [&](const VariantKernel& other) {
    return other.variant == 0 && other.base == kernel.base;
  });
  return found == kernels.end() ? nullptr : &*found;
}

Result<std::vector<VariantKernel>> build_kernels(const spec::Spec& spec, const Options& options) {
  TRY(const std::filesystem::path cache, sys::cache_dir());
  std::vector<VariantKernel> kernels;
  const std::vector<KernelPlace> places = kernel_places(spec);
  for (const KernelPlace& place : places) {
    VariantKernel entry{place.variant, place.base, row_of(spec, place), {}};
    const std::string name = name_of(entry.row);
    auto kernel =
        kbuild::build(recipe_of(spec, place),
                      build_options(options, cache, name,
                                    fmt::format("{}/{}", kernels.size() + 1, places.size())));
    if (kernel) {
      take(*kernel, entry.row);
      add_notes(*kernel, entry.row);
      say(options, fmt::format("kernel {}: {} {}", name, kernel->release, built_text(*kernel)));
      for (const patches::Note& note : kernel->notes)
        say(options, fmt::format("kernel {}: {}", name, to_string(note)));
      entry.kernel = *std::move(kernel);
    } else if (status_of(kernel.fault(), Stage::Build) != CellStatus::BuildError) {
      return kernel.fault();
    } else {
      entry.row.fault = kernel.fault().what;
      say(options,
          fmt::format("kernel {}: not built ({}'s fault)\n{}{}{}", name,
                      to_string(kernel.fault().domain), kernel.fault().what,
                      kernel.fault().remedy.empty() ? "" : "\n  -> ", kernel.fault().remedy));
    }
    kernels.push_back(std::move(entry));
    add_functions(kernels);
    if (const std::string code = describe_code(kernels, kernels.size() - 1); !code.empty())
      say(options, fmt::format("kernel {}: {}", name, code));
  }
  TRY_STATUS(find_lacking(spec, kernels, [&](std::string text) { say(options, std::move(text)); }));
  return kernels;
}

std::string describe_code(const std::vector<VariantKernel>& kernels, std::size_t index) {
  const VariantKernel& other = kernels[index];
  const VariantKernel* const baseline = baseline_of(kernels, other);
  if (other.variant == 0 || baseline == nullptr || !baseline->kernel || !other.kernel) return {};
  if (baseline->kernel->code_hash == other.kernel->code_hash)
    return fmt::format("same code as {}: what it has on top changes no code", baseline->row.name);
  const auto changes = kbuild::compare_code(*baseline->kernel, *other.kernel);
  if (!changes) return {};
  const std::string text = kbuild::describe(*changes);
  return text.empty() ? "other code, in no function that has a name" : text;
}

}  // namespace folioscope::run
