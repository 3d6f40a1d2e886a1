// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/request.h"

#include <fmt/format.h>

#include "kbuild/brought_options.h"
#include "kbuild/tools.h"
#include "sys/files.h"

namespace folioscope::kbuild {
namespace {

// Raised when the same ingredients would give another kernel: the way of configuring or building.
constexpr const char* kMethod = "allnoconfig 2";

std::string hash_of(const std::vector<patches::Diff>& stack) {
  std::string hashes;
  for (const patches::Diff& diff : stack) hashes += patches::fingerprint(diff) + "\n";
  return sys::sha256(hashes);
}

Status check_recipe_needs(const Recipe& recipe, const Request& request) {
  TRY(const std::vector<Fragment> needs, read_fragments(recipe.needs, request.version));
  TRY(const std::vector<RequestedOption> requested, read_requested_options(request.fragments));
  return check_needs(needs, requested);
}

Status read_hooks(const Recipe& recipe, Request& request) {
  if (recipe.hooks.empty()) {
    TRY(patches::Stack hooks, patches::read_stack(recipe.instrumentation));
    request.instrumentation = std::move(hooks.diffs);
    return {};
  }
  TRY(HookSeries series, series_for(recipe.hooks, request.version));
  request.hooks = std::move(series.name);
  request.instrumentation = std::move(series.groups);
  return {};
}

// The steps, and before them what lies in the base's work tree.
Status read_steps(const Recipe& recipe, const std::filesystem::path& cache, Network network,
                  Request& request) {
  TRY(patches::Stack stack,
      patches::read_stack(recipe.steps,
                          {request.origin->git_dir(), request.origin->commit(), cache, network}));
  request.stack = std::move(stack.diffs);
  request.notes = std::move(stack.notes);
  if (const auto& changes = request.origin->changes()) {
    request.stack.insert(request.stack.begin(), *changes);
    request.notes.push_back({changes->source, fmt::format("taken as the first patch, {} files",
                                                          changes->files.size())});
  }
  return {};
}

// A step may undo a range of commits, of which some may change no file.
std::vector<Undone> undone_by(const std::vector<patches::Diff>& stack) {
  std::vector<Undone> undone;
  for (const patches::Diff& diff : stack) {
    if (diff.key != patches::kRevertKey) continue;
    if (undone.empty() || undone.back().step != diff.step) undone.push_back({diff.step, {}});
    undone.back().patch += diff.text;
  }
  return undone;
}

}  // namespace

Kernel with_steps(Kernel kernel, const Request& request) {
  for (patches::Note& note : kernel.notes) {
    if (note.diff < 0 || static_cast<std::size_t>(note.diff) >= request.stack.size()) continue;
    const patches::Diff& diff = request.stack[static_cast<std::size_t>(note.diff)];
    note.source = diff.source;
    note.step = diff.step;
  }
  kernel.notes.insert(kernel.notes.begin(), request.notes.begin(), request.notes.end());
  kernel.undone = undone_by(request.stack);
  kernel.hooks = request.hooks;  // it may have been built for somebody who asked by name
  return kernel;
}

std::optional<Kernel> find_kernel(const Request& request, const std::filesystem::path& cache) {
  auto kernel = find_kernel(cache, request.hash);
  // Who names a series wants all of it.
  if (!kernel || (request.hooks.empty() && !kernel->missing_hooks.empty())) return std::nullopt;
  return with_steps(*std::move(kernel), request);
}

Result<Request> look_up(const Recipe& recipe, const std::filesystem::path& cache, Network network,
                        std::stop_token stop) {
  TRY_STATUS(check_tools(recipe.base));
  Request request;
  request.source = recipe.base.source;
  request.others = recipe.others;
  TRY(request.origin, find_origin(recipe.base, cache, network, stop));
  TRY(request.version, version_of(*request.origin, cache, stop));
  TRY(request.fragments, read_fragments(recipe.fragments, request.version));
  TRY_STATUS(check_recipe_needs(recipe, request));
  TRY(request.overlay, read_overlay(recipe.overlay));
  TRY_STATUS(read_hooks(recipe, request));
  TRY_STATUS(read_steps(recipe, cache, network, request));
  request.brought = options_brought(request.stack);
  request.unmet = recipe.unmet;
  TRY(const std::string tools, toolchain());

  std::string fragments;
  for (const Fragment& fragment : request.fragments) fragments += sys::sha256(fragment.text) + "\n";
  request.ingredients = {{"method", kMethod},
                         {"base", request.origin->identity()},
                         {"config", sys::sha256(fragments)},
                         {"instrumentation", hash_of(request.instrumentation)},
                         {"patches", hash_of(request.stack)},
                         {"toolchain", tools}};
  if (!request.overlay.empty())
    request.ingredients.emplace_back("overlay", hash_of(request.overlay));
  // Named where they matter, so that kernels without them keep their address.
  if (!request.brought.empty()) request.ingredients.emplace_back("brought options", "default");
  if (request.unmet == spec::Unmet::Take)
    request.ingredients.emplace_back("unmet options", "taken");
  request.hash = address(request.ingredients);
  // Not which instrumentation: a change of it is built incrementally, as a change of a patch is.
  const bool instrumented = !request.overlay.empty() || !request.instrumentation.empty();
  const Ingredients shared = {{"method", kMethod},
                              {"lineage", request.origin->lineage()},
                              {"config", sys::sha256(fragments)},
                              {"instrumented", instrumented ? "yes" : "no"},
                              {"toolchain", tools}};
  request.tree = cache / "trees" / address(shared).substr(0, 16);
  return request;
}

Result<FittingHooks> choose_hooks(const Request& request, const patches::ReadOriginal& original) {
  if (request.hooks.empty()) return FittingHooks{request.instrumentation, {}};
  return fitting({request.hooks, request.instrumentation}, original);
}

}  // namespace folioscope::kbuild
