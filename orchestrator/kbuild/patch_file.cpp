// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/patch_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>

#include "kbuild/text.h"

namespace folioscope::kbuild {
namespace {

struct Counts {
  int old_lines = 0;
  int new_lines = 0;
};

// "12,3" or "12": the count is what matters, 1 when it is not written.
std::optional<int> range_count(std::string_view range) {
  const std::size_t comma = range.find(',');
  const std::string_view text = comma == std::string_view::npos ? "1" : range.substr(comma + 1);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

// "@@ -1,2 +3,4 @@ anything"
std::optional<Counts> hunk_counts(std::string_view line) {
  if (!line.starts_with("@@ -")) return std::nullopt;
  line.remove_prefix(4);
  const std::size_t plus = line.find(" +");
  const std::size_t end = line.find(" @@", plus == std::string_view::npos ? 0 : plus);
  if (plus == std::string_view::npos || end == std::string_view::npos) return std::nullopt;
  const auto old_lines = range_count(line.substr(0, plus));
  const auto new_lines = range_count(line.substr(plus + 2, end - plus - 2));
  if (!old_lines || !new_lines) return std::nullopt;
  return Counts{*old_lines, *new_lines};
}

class Parser {
 public:
  Parser(std::string_view text, const std::string& source)
      : lines_(split_lines(text)), source_(source) {}

  Result<std::vector<FileDiff>> parse() {
    while (at_ < lines_.size()) TRY_STATUS(step());
    if (files_.empty())
      return patch_fault(fmt::format("{} contains no diff", source_),
                         "expected a unified diff, as `diff -u` or `git format-patch` make it");
    return std::move(files_);
  }

 private:
  std::string_view line() const { return lines_[at_]; }
  std::string_view line_after() const { return at_ + 1 < lines_.size() ? lines_[at_ + 1] : ""; }
  Fault fault(std::string_view what) const {
    return patch_fault(fmt::format("{}:{}: {}", source_, at_ + 1, what));
  }

  Status step() {
    if (line().starts_with("--- ") && line_after().starts_with("+++ ")) return file_header();
    if (line().starts_with("rename from ") && line_after().starts_with("rename to "))
      return git_rename();
    if (line().starts_with("GIT binary patch") || line().starts_with("Binary files "))
      return fault("a binary diff cannot be applied");
    if (const auto counts = hunk_counts(line()); counts && !files_.empty()) return hunk(*counts);
    ++at_;
    return {};
  }

  // The path after its first component; empty for /dev/null. A tab ends it (a time stamp follows).
  Result<std::string> path(std::string_view written) const {
    written = written.substr(0, written.find('\t'));
    while (!written.empty() && (written.back() == ' ' || written.back() == '\r'))
      written.remove_suffix(1);
    if (written == "/dev/null") return std::string();
    const std::size_t slash = written.find('/');
    if (slash == std::string_view::npos || slash + 1 == written.size())
      return fault(fmt::format("{} has no leading component to strip (a/...)", written));
    return inside_tree(written.substr(slash + 1));
  }

  Result<std::string> inside_tree(std::string_view relative) const {
    const std::filesystem::path path(relative);
    if (path.is_absolute() || std::ranges::find(path, "..") != path.end())
      return fault(fmt::format("{} leaves the source tree", relative));
    return std::string(relative);
  }

  Status file_header() {
    TRY(std::string from, path(line().substr(4)));
    TRY(std::string to, path(line_after().substr(4)));
    if (from.empty() && to.empty()) return fault("a diff of /dev/null with itself");
    at_ += 2;
    const bool names_renamed_file =
        !files_.empty() && files_.back().hunks.empty() && files_.back().to == to;
    if (!names_renamed_file) files_.push_back({std::move(from), std::move(to), {}});
    return {};
  }

  Status git_rename() {
    TRY(std::string from, inside_tree(line().substr(std::string_view("rename from ").size())));
    TRY(std::string to, inside_tree(line_after().substr(std::string_view("rename to ").size())));
    files_.push_back({std::move(from), std::move(to), {}});
    at_ += 2;
    return {};
  }

  // The body is counted, not looked at: a removed line may well read "--- a/file".
  Status hunk(Counts left) {
    // `diff -N` names both sides of a new file; its first hunk says that there is no old side.
    if (files_.back().hunks.empty() && line().starts_with("@@ -0,0 ")) files_.back().from.clear();
    files_.back().hunks.push_back({std::string(line()), static_cast<int>(at_) + 1});
    const std::size_t begin = at_++;
    while (left.old_lines > 0 || left.new_lines > 0) {
      if (at_ == lines_.size()) {
        at_ = begin;
        return fault("the patch ends in the middle of this hunk");
      }
      const char kind = line().empty() ? ' ' : line().front();  // mailers eat a trailing blank
      if (kind == '+' || kind == ' ') --left.new_lines;
      if (kind == '-' || kind == ' ') --left.old_lines;
      if (std::string_view("+- \\").find(kind) == std::string_view::npos || left.new_lines < 0 ||
          left.old_lines < 0)
        return fault(fmt::format("not a line of the hunk that begins in line {}", begin + 1));
      ++at_;
    }
    return {};
  }

  std::vector<std::string_view> lines_;
  const std::string& source_;
  std::size_t at_ = 0;
  std::vector<FileDiff> files_;
};

}  // namespace

Result<std::vector<FileDiff>> parse_patch(std::string_view text, const std::string& source) {
  return Parser(text, source).parse();
}

}  // namespace folioscope::kbuild
