// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/preview.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "kbuild/artefact.h"
#include "kbuild/other_bases.h"
#include "kbuild/readers.h"
#include "kbuild/request.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;

Result<Preview> preview(const Recipe& recipe, const fs::path& cache) {
  if (!is_here(recipe.base, cache))
    return Preview{{"not tried whether the patches apply: the base is fetched when it is built"},
                   {},
                   false};
  TRY(const Request request, look_up(recipe, cache, Network::Forbidden, {}));
  if (auto kernel = find_kernel(request, cache))
    return Preview{patches::texts_of(kernel->notes), {}};
  Preview preview{patches::texts_of(request.notes), {}};
  for (const std::string& option : request.brought)
    preview.notes.push_back("brings " + option + ", which takes its default if no fragment has it");
  if (request.stack.empty() && request.hooks.empty()) return preview;
  std::optional<ReadOriginal> reader = request.origin->reader();
  std::optional<TreeReader> tree;  // nobody patches it while it is read
  if (!reader && (tree = read_warm_tree(request.tree, request.origin->identity())))
    reader = tree->read;
  if (!reader) {
    preview.notes.emplace_back(
        "not tried whether the patches apply: the base is not unpacked yet, or being built in");
    preview.tried = false;
    return preview;
  }
  const ReadOriginal original = with_overlay(request.overlay, *reader);
  TRY(const FittingHooks hooks, choose_hooks(request, original));
  if (!hooks.missing.empty())
    preview.notes.push_back(
        fmt::format("of the instrumentation's series {} these hooks do not apply: {}",
                    request.hooks, fmt::join(hooks.missing, ", ")));
  auto patched = patches::apply_instrumented(hooks.groups, request.stack, original);
  if (!patched.ok())
    preview.fault = with_other_bases(std::move(patched).fault(), request, *reader, cache, {});
  else
    for (std::string& text : patches::texts_of(patched->notes))
      preview.notes.push_back(std::move(text));
  return preview;
}

}  // namespace folioscope::kbuild
