// SPDX-License-Identifier: GPL-3.0-or-later
// What to measure of a patch, by the files that it touches: configs/suggest/NAME.yaml.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "patches/diff.h"

namespace folioscope::suggest {

struct Suggestion {
  std::string name;                // of its file, without .yaml
  std::vector<std::string> files;  // patterns of patches/glob.h
  std::string why;                 // what is measured, a phrase
  std::string body;                // the part of an experiment below its variants, with comments
};

// The suggestions of a directory, by name; `any`, which matches nothing by itself, is among them.
// Faults (User): it is not there or has no `any`, a file without `# for:` or `# why:`.
Result<std::vector<Suggestion>> read_suggestions(const std::filesystem::path& directory);
// The same of one file's text.
Result<Suggestion> parse_suggestion(std::string_view text, const std::string& name);

struct Touched {
  std::string file;
  std::size_t lines = 0;  // added and removed

  bool operator==(const Touched&) const = default;
};
// Each file once, by name.
std::vector<Touched> touched_files(const std::vector<patches::Diff>& diffs);

// The one whose files have most of the changed lines; of equal ones the first by name; `any` where
// no file is known. `all` is not empty and has it.
const Suggestion& choose(const std::vector<Suggestion>& all, const std::vector<Touched>& touched);

}  // namespace folioscope::suggest
