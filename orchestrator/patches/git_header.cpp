// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/git_header.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "patches/hunk_header.h"

namespace folioscope::patches {
namespace {

constexpr std::string_view kDiff = "diff --git ";
// git abbreviates to no fewer, unless it is told to; fewer would match by chance.
constexpr std::size_t kFewestBlobDigits = 7;
constexpr std::string_view kHeaders[] = {
    "index ",      "old mode ",      "new mode ",     "new file mode ",  "deleted file mode ",
    "similarity ", "dissimilarity ", "rename from ",  "rename to ",      "copy from ",
    "copy to ",    "--- ",           "Binary files ", "GIT binary patch"};

std::string_view without_first(std::string_view path) {
  const std::size_t slash = path.find('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
}

// "a/X b/X" or, with diff.noprefix, "X X". A name with a blank is no reason to fail: the two halves
// are the same where nothing is renamed.
std::optional<std::pair<std::string, std::string>> two_names(std::string_view text) {
  if (text.starts_with('"')) {
    const std::size_t end = text.find("\" ", 1);
    if (end == std::string_view::npos) return std::nullopt;
    return std::pair(parse_name(text.substr(0, end + 1)), parse_name(text.substr(end + 2)));
  }
  for (std::size_t at = text.find(' '); at != text.npos; at = text.find(' ', at + 1)) {
    const std::string_view left = text.substr(0, at), right = text.substr(at + 1);
    if (left == right ||
        (!without_first(left).empty() && without_first(left) == without_first(right)))
      return std::pair(parse_name(left), parse_name(right));
  }
  return std::nullopt;
}

bool take(std::string_view line, std::string_view key, std::string_view& value) {
  if (!line.starts_with(key)) return false;
  value = line.substr(key.size());
  return true;
}

// "1a2b3c4" of "1a2b3c4..5d6e7f8 100644"; empty for zeros, which are no file, and for what is no
// id.
std::string_view old_blob(std::string_view value) {
  const std::string_view id = value.substr(0, value.find(".."));
  if (id.size() < kFewestBlobDigits || id.size() == value.size() ||
      id.find_first_not_of("0123456789abcdef") != id.npos || id.find_first_not_of('0') == id.npos)
    return {};
  return id;
}

// What the line says beside the names of the first one.
void read_line(std::string_view line, GitHeader& header) {
  std::string_view value;
  if (take(line, "index ", value)) {
    header.blob = old_blob(value);
    return;
  }
  const auto set_mode = [&] {
    header.executable = value.starts_with("100755");
    header.is_link = header.is_link || value.starts_with("12") || value.starts_with("16");
  };
  if (take(line, "new file mode ", value)) {
    header.is_new = true;
    set_mode();
  } else if (take(line, "deleted file mode ", value)) {
    header.is_deleted = true;
  } else if (take(line, "new mode ", value)) {
    set_mode();
  } else if (take(line, "rename from ", value) || take(line, "copy from ", value)) {
    header.kind = line.starts_with('r') ? FileDiff::Kind::Rename : FileDiff::Kind::Copy;
    header.from = parse_name(value);
  } else if (take(line, "rename to ", value) || take(line, "copy to ", value)) {
    header.to = parse_name(value);
  } else if (line.starts_with("Binary files ") || line.starts_with("GIT binary patch")) {
    header.is_binary = true;
  } else {
    return;
  }
  header.says_something = true;
}

}  // namespace

bool is_git_header_line(std::string_view line) {
  return std::ranges::any_of(kHeaders, [&](auto header) { return line.starts_with(header); });
}

GitHeader parse_git_header(const std::vector<std::string_view>& lines, std::size_t& at) {
  GitHeader header;
  const std::string_view named = lines[at++].substr(kDiff.size());
  while (at < lines.size() && is_git_header_line(lines[at]) && !lines[at].starts_with("--- "))
    read_line(lines[at++], header);
  if (header.kind != FileDiff::Kind::Change) {
    header.unprefixed = named.starts_with(header.from + " ");
  } else if (const auto names = two_names(named)) {
    header.unprefixed = names->first == names->second;
    header.from = header.unprefixed ? names->first : std::string(without_first(names->first));
    header.to = header.unprefixed ? names->second : std::string(without_first(names->second));
  }
  return header;
}

}  // namespace folioscope::patches
