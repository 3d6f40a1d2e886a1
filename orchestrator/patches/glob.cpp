// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/glob.h"

#include <algorithm>
#include <iterator>

namespace folioscope::patches {
namespace {

// Where the last star stands, to try again with one more character in it.
struct Star {
  std::size_t pattern = std::string_view::npos;
  std::size_t path = 0;
  bool deep = false;  // `**`
};

// What building a kernel with its own tools does not read: of tools/ objtool and its libraries are
// built, the tests and what looks at running kernels are not.
constexpr std::string_view kNotBuilt[] = {"Documentation/", "samples/",       "LICENSES/",
                                          "tools/testing/", "tools/perf/",    "tools/mm/",
                                          "tools/power/",   "tools/tracing/", "tools/bpf/"};

bool match_from(std::string_view pattern, std::string_view path) {
  Star star, deep;
  std::size_t p = 0, at = 0;
  const auto again = [&](Star& from) {
    if (from.pattern == std::string_view::npos || from.path >= path.size()) return false;
    if (!from.deep && path[from.path] == '/') return false;
    p = from.pattern;
    at = ++from.path;
    return true;
  };
  while (true) {
    if (p < pattern.size() && pattern[p] == '*') {
      const bool is_deep = p + 1 < pattern.size() && pattern[p + 1] == '*';
      p += is_deep ? 2 : 1;
      (is_deep ? deep : star) = {p, at, is_deep};
      if (is_deep) star = {};
      continue;
    }
    if (p == pattern.size() && at == path.size()) return true;
    const bool same = p < pattern.size() && at < path.size() &&
                      (pattern[p] == path[at] || (pattern[p] == '?' && path[at] != '/'));
    if (same) {
      ++p;
      ++at;
    } else if (!again(star)) {
      star = {};
      if (!again(deep)) return false;
    }
  }
}

}  // namespace

bool matches(std::string_view pattern, std::string_view path) {
  if (pattern.ends_with('/')) return path.starts_with(pattern) || match_from(pattern, path);
  return match_from(pattern, path);
}

bool matches_any(const std::vector<std::string>& patterns, std::string_view path) {
  return std::ranges::any_of(patterns, [&](const auto& pattern) { return matches(pattern, path); });
}

std::string part_not_built(std::string_view path) {
  constexpr std::string_view kArch = "arch/";
  if (path.starts_with(kArch)) {
    const std::string_view name = path.substr(kArch.size());
    const std::size_t slash = name.find('/');
    if (slash == std::string_view::npos || name.substr(0, slash) == "x86") return {};
    return std::string(path.substr(0, kArch.size() + slash)) + "/**";
  }
  const auto found = std::ranges::find_if(
      kNotBuilt, [&](std::string_view part) { return path.starts_with(part); });
  if (found == std::end(kNotBuilt)) return path == "MAINTAINERS" ? "MAINTAINERS" : "";
  return std::string(*found) + "**";
}

}  // namespace folioscope::patches
