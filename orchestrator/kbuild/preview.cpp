// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/preview.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "kbuild/artefact.h"
#include "kbuild/request.h"
#include "kbuild/tree_state.h"
#include "sys/files.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

Result<std::optional<std::string>> read_if_there(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return std::optional<std::string>();
  TRY(std::string text, sys::read_file(path));
  return std::optional(std::move(text));
}

// The base's files in a warm tree; nothing where it is of another base.
std::optional<ReadOriginal> reader_of_tree(const fs::path& tree, const std::string& identity) {
  const TreeState state = load_tree_state(tree / "state");
  if (state.base != identity) return std::nullopt;
  return [tree, touched = state.touched](const std::string& path) {
    return read_if_there((touched.contains(path) ? tree / "pristine" : tree / "source") / path);
  };
}

std::vector<std::string> texts_of(const std::vector<patches::Note>& notes) {
  std::vector<std::string> texts;
  texts.reserve(notes.size());
  for (const patches::Note& note : notes) texts.push_back(to_string(note));
  return texts;
}

}  // namespace

Result<Preview> preview(const Recipe& recipe, const fs::path& cache) {
  if (!is_here(recipe.base, cache))
    return Preview{{"not tried whether the patches apply: the base is fetched when it is built"},
                   {},
                   false};
  TRY(const Request request, look_up(recipe, cache, Network::Forbidden, {}));
  if (auto kernel = find_kernel(request, cache)) return Preview{std::move(kernel->notes), {}};
  Preview preview{texts_of(request.notes), {}};
  for (const std::string& option : request.brought)
    preview.notes.push_back("brings " + option + ", which takes its default if no fragment has it");
  if (request.stack.empty() && request.hooks.empty()) return preview;
  std::optional<ReadOriginal> reader = request.origin->reader();
  std::optional<sys::FileLock> lock;  // nobody patches the tree while it is read
  if (!reader && fs::exists(request.tree / "lock")) {
    if (auto taken = sys::FileLock::take(request.tree / "lock"); taken.ok())
      lock.emplace(*std::move(taken));
    if (lock) reader = reader_of_tree(request.tree, request.origin->identity());
  }
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
    preview.fault = std::move(patched).fault();
  else
    for (std::string& text : texts_of(patched->notes)) preview.notes.push_back(std::move(text));
  return preview;
}

}  // namespace folioscope::kbuild
