// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: a patch, then behind a zero byte the content of every file that it may be about.
// What is read as a diff has the lines that its headers count and stays inside of the tree; it
// applies as a whole or not at all.
#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>

#include "patches/apply.h"
#include "patches/patch_file.h"
#include "patches/preimage.h"
#include "testing/fuzz.h"

using namespace folioscope;
using namespace folioscope::patches;
using fuzz::check;

namespace {

long lines_of(const Hunk& hunk, std::string_view kinds) {
  return std::ranges::count_if(
      hunk.lines, [&](const HunkLine& line) { return kinds.find(line.kind) != kinds.npos; });
}

void check_file(const FileDiff& file) {
  check(!file.name().empty());
  for (const std::string* name : {&file.from, &file.to, &file.whole_from, &file.whole_to}) {
    const std::filesystem::path path(*name);
    check(!path.is_absolute() && std::ranges::find(path, "..") == path.end());
  }
  for (const Hunk& hunk : file.hunks) {
    check(lines_of(hunk, " -") == hunk.old_count && lines_of(hunk, " +") == hunk.new_count);
    check(reversed(reversed(hunk)).lines == hunk.lines);
  }
}

void check_applied(Diff diff, std::string_view content) {
  const ReadOriginal original = [&](const std::string&) {
    return Result<std::optional<std::string>>(std::optional<std::string>(content));
  };
  PatchedTree tree(original);
  const auto outcome = apply(diff, tree);
  check(outcome.ok());
  if (!outcome->failures.empty()) {
    check(tree.files().empty());
    for (const Failure& failure : outcome->failures)
      check(failure.file != nullptr && !failure.why.empty());
    return;
  }
  check(outcome->fuzz >= 0 && outcome->fuzz <= kMaxFuzz);
  (void)is_in(diff, tree);
  (void)preimages_of({diff});
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = fuzz::as_text({data, size});
  const std::string_view text = input.substr(0, input.find('\0'));
  const std::string_view content = input.substr(std::min(text.size() + 1, input.size()));
  const auto files = parse_patch(text, "fuzz.patch");
  if (!files) {
    check(files.fault().domain == FaultDomain::Patch && !files.fault().what.empty());
    return 0;
  }
  check(!files->empty() && has_diff(text));
  for (const FileDiff& file : *files) check_file(file);
  check_applied({.source = "fuzz.patch", .text = std::string(text), .files = *files}, content);
  return 0;
}
