// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/patch_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "patches/git_header.h"
#include "patches/hunk_header.h"
#include "sys/text.h"

namespace folioscope::patches {
namespace {

using sys::split_lines;

constexpr std::string_view kNothing = "/dev/null";

// "mm/x.c" of "a/mm/x.c"; empty when there is no first component.
std::string stripped(const std::string& path) {
  const std::size_t slash = path.find('/');
  return slash == std::string::npos ? std::string() : path.substr(slash + 1);
}

std::string first_component(const std::string& path) { return path.substr(0, path.find('/')); }

// quilt names the old side x.c~name, others x.c.orig.
void drop_suffix(FileDiff& file) {
  if (file.from == file.to + ".orig" || file.from.starts_with(file.to + "~")) {
    if (!file.to.empty()) file.from = file.to;
  }
  const std::size_t tilde = file.from.rfind('~');
  if (file.to.empty() && tilde != std::string::npos && file.from.find('/', tilde) == file.from.npos)
    file.from.resize(tilde);
}

class Parser {
 public:
  Parser(std::string_view text, const std::string& source)
      : lines_(split_lines(text)), source_(source) {
    // A mail program's line ends, not the file's: the header lines have them, too.
    const bool from_mail = std::ranges::any_of(lines_, [](std::string_view line) {
      return line.ends_with('\r') && (line.starts_with("+++ ") || line.starts_with("diff --git "));
    });
    if (!from_mail) return;
    for (std::string_view& line : lines_)
      if (line.ends_with('\r')) line.remove_suffix(1);
  }

  Result<std::vector<FileDiff>> parse() {
    while (at_ < lines_.size()) TRY_STATUS(step());
    if (files_.empty())
      return patch_fault(fmt::format("{} contains no diff", source_),
                         "expected a unified diff, as `diff -u` or `git format-patch` make it");
    return std::move(files_);
  }

 private:
  std::string_view line(std::size_t ahead = 0) const {
    return at_ + ahead < lines_.size() ? lines_[at_ + ahead] : std::string_view();
  }
  Fault fault(std::string_view what) const {
    return patch_fault(fmt::format("{}:{}: {}", source_, at_ + 1, what));
  }
  bool names_two_sides() const { return line().starts_with("--- ") && line(1).starts_with("+++ "); }

  Status step() {
    if (line().starts_with("diff --git ") && is_git_header_line(line(1))) return git_section();
    if (names_two_sides() && parse_hunk_header(line(2))) return plain_section();
    if (names_two_sides() && at_ + 2 == lines_.size()) return fault("the patch ends here");
    if (line().starts_with("GIT binary patch") || line().starts_with("Binary files "))
      return fault("a binary diff cannot be applied");
    if (!files_.empty() && parse_hunk_header(line())) return stray_hunk();
    ++at_;
    return {};
  }

  // Behind a diff a whole hunk is no prose: something came between it and its file.
  Status stray_hunk() {
    const std::size_t begin = at_;
    FileDiff nowhere;
    if (!hunk(nowhere)) {
      at_ = begin + 1;
      return {};
    }
    at_ = begin;
    return fault("a hunk that belongs to no file: nothing may stand between the hunks of a file");
  }

  Status hunks(FileDiff file) {
    while (parse_hunk_header(line())) TRY_STATUS(hunk(file));
    files_.push_back(std::move(file));
    return {};
  }

  Status git_section() {
    const GitHeader header = parse_git_header(lines_, at_);
    if (header.is_binary) return fault("a binary diff cannot be applied");
    if (header.is_link) return fault("a symbolic link or submodule cannot be made by a patch");
    FileDiff file;
    file.kind = header.kind;
    file.executable = header.executable;
    file.unprefixed = header.unprefixed;
    if (!header.is_new) file.blob = header.blob;
    if (names_two_sides()) {
      TRY(file.from, git_name(line().substr(4), header));
      TRY(file.to, git_name(line(1).substr(4), header));
      drop_suffix(file);
      at_ += 2;
      if (!parse_hunk_header(line())) return fault("the first hunk is missing");
    } else if (!header.says_something) {
      return fault("the patch ends before the first hunk");
    } else {
      if (!header.is_new) file.from = header.from;
      if (!header.is_deleted) file.to = header.to;
    }
    if (file.from.empty() && file.to.empty()) return fault("a diff that names no file");
    TRY_STATUS(check_inside(file));
    return hunks(std::move(file));
  }

  Result<std::string> git_name(std::string_view written, const GitHeader& header) const {
    std::string name = parse_name(written);
    if (name == kNothing) return std::string();
    if (header.unprefixed) return name;
    return strip(name);
  }

  Result<std::string> strip(const std::string& name) const {
    std::string rest = stripped(name);
    if (rest.empty())
      return fault(fmt::format("{} has no leading component to strip (a/...)", name));
    return rest;
  }

  // Without git's header, what stands before the first slash may be the tree's name or none.
  Status plain_section() {
    const std::string from = parse_name(line().substr(4)), to = parse_name(line(1).substr(4));
    if (from == kNothing && to == kNothing) return fault("a diff of /dev/null with itself");
    FileDiff file;
    if (from != kNothing) TRY_STATUS(take_name(from, file.from));
    if (to != kNothing) TRY_STATUS(take_name(to, file.to));
    drop_suffix(file);
    const std::string first = first_component(to == kNothing ? from : to);
    const bool open = from == kNothing || to == kNothing || first_component(from) == first;
    if (open && first != "a" && first != "b") {
      FileDiff whole{from == kNothing ? "" : from, to == kNothing ? "" : to};
      drop_suffix(whole);
      file.whole_from = whole.from;
      file.whole_to = whole.to;
    }
    TRY_STATUS(check_inside(file));
    const HunkRange range = *parse_hunk_header(line(2));
    // `diff -N` names both sides of a new or deleted file; the range and the time stamp say it.
    if (range.old_first == 0 && range.old_count == 0) file.from.clear(), file.whole_from.clear();
    const bool epoch = line(1).find("\t1970-01-01") != std::string_view::npos ||
                       line(1).find("\t1969-12-31") != std::string_view::npos;
    if (range.new_count == 0 && epoch) file.to.clear(), file.whole_to.clear();
    if (file.name().empty()) return fault("a diff of a file that is neither before it nor after");
    at_ += 2;
    return hunks(std::move(file));
  }

  Status take_name(const std::string& written, std::string& name) const {
    TRY(name, strip(written));
    return {};
  }

  Status check_inside(const FileDiff& file) const {
    for (const std::string* name : {&file.from, &file.to, &file.whole_from, &file.whole_to}) {
      const std::filesystem::path path(*name);
      if (path.is_absolute() || std::ranges::find(path, "..") != path.end())
        return fault(fmt::format("{} leaves the source tree", *name));
    }
    return {};
  }

  // The body is counted, not looked at: a removed line may well read "--- a/file".
  Status hunk(FileDiff& file) {
    const HunkRange range = *parse_hunk_header(line());
    Hunk hunk{std::string(line()), static_cast<int>(at_) + 1, range.old_first,
              range.old_count,     range.new_first,           range.new_count};
    const std::size_t begin = at_++;
    int old_left = range.old_count, new_left = range.new_count;
    while (old_left > 0 || new_left > 0 || line().starts_with("\\ ")) {
      if (at_ == lines_.size()) {
        at_ = begin;
        return fault("the patch ends in the middle of this hunk");
      }
      const char kind = line().empty() ? ' ' : line().front();  // mailers eat a trailing blank
      if (kind == '+' || kind == ' ') --new_left;
      if (kind == '-' || kind == ' ') --old_left;
      if (std::string_view("+- \\").find(kind) == std::string_view::npos || new_left < 0 ||
          old_left < 0)
        return fault(fmt::format("not a line of the hunk that begins in line {}", begin + 1));
      add_line(hunk, kind);
      ++at_;
    }
    file.hunks.push_back(std::move(hunk));
    return {};
  }

  void add_line(Hunk& hunk, char kind) const {
    if (kind != '\\')
      hunk.lines.push_back({kind, std::string(line().empty() ? line() : line().substr(1)) + "\n"});
    else if (!hunk.lines.empty() && hunk.lines.back().text.ends_with('\n'))
      hunk.lines.back().text.pop_back();
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

bool has_diff(std::string_view text) {
  const std::vector<std::string_view> lines = split_lines(text);
  for (std::size_t at = 0; at + 1 < lines.size(); ++at) {
    if (lines[at].starts_with("diff --git ") && is_git_header_line(lines[at + 1])) return true;
    if (lines[at].starts_with("--- ") && lines[at + 1].starts_with("+++ ")) return true;
  }
  return false;
}

}  // namespace folioscope::patches
