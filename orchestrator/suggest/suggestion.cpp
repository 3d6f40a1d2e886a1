// SPDX-License-Identifier: GPL-3.0-or-later
#include "suggest/suggestion.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <system_error>

#include "patches/glob.h"
#include "sys/files.h"

namespace folioscope::suggest {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFor = "# for:", kWhy = "# why:", kLicence = "# SPDX-";
constexpr std::string_view kAny = "any";

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!(text = trimmed(text)).empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

}  // namespace

Result<Suggestion> parse_suggestion(std::string_view text, const std::string& name) {
  Suggestion suggestion{.name = name, .files = {}, .why = {}, .body = {}};
  bool has_files = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with(kFor)) {
      suggestion.files = words_of(line.substr(kFor.size()));
      has_files = true;
    } else if (line.starts_with(kWhy)) {
      suggestion.why = trimmed(line.substr(kWhy.size()));
    } else if (!line.starts_with(kLicence)) {
      suggestion.body += std::string(line) + '\n';
    }
  }
  if (!has_files || suggestion.why.empty())
    return user_fault(fmt::format("the suggestion {} has no line `# for:` or `# why:`", name),
                      "configs/suggest/README.md says what they hold");
  return suggestion;
}

Result<std::vector<Suggestion>> read_suggestions(const fs::path& directory) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error))
    if (entry.path().extension() == ".yaml" && entry.path().stem() != "bases")
      files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<Suggestion> all;
  for (const fs::path& file : files) {
    TRY(const std::string text, sys::read_file(file));
    TRY(Suggestion suggestion, parse_suggestion(text, file.stem().string()));
    all.push_back(std::move(suggestion));
  }
  if (std::ranges::find(all, kAny, &Suggestion::name) == all.end())
    return user_fault(fmt::format("there is no {}", (directory / "any.yaml").string()),
                      "it comes with folioscope: install or build it again");
  return all;
}

std::vector<Touched> touched_files(const std::vector<patches::Diff>& diffs) {
  std::map<std::string, std::size_t> lines;
  for (const patches::Diff& diff : diffs)
    for (const patches::FileDiff& file : diff.files) {
      std::size_t& changed = lines[file.name()];
      for (const patches::Hunk& hunk : file.hunks)
        changed += static_cast<std::size_t>(std::ranges::count_if(
            hunk.lines, [](const patches::HunkLine& line) { return line.kind != ' '; }));
    }
  std::vector<Touched> touched;
  for (const auto& [file, changed] : lines) touched.push_back({file, changed});
  return touched;
}

const Suggestion& choose(const std::vector<Suggestion>& all, const std::vector<Touched>& touched) {
  const Suggestion* best = nullptr;
  std::size_t most = 0;
  for (const Suggestion& suggestion : all) {
    std::size_t lines = 0;
    for (const Touched& file : touched)
      if (patches::matches_any(suggestion.files, file.file)) lines += file.lines;
    if (lines > most) {
      most = lines;
      best = &suggestion;
    }
  }
  return best != nullptr ? *best : *std::ranges::find(all, kAny, &Suggestion::name);
}

}  // namespace folioscope::suggest
