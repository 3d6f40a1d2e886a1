// SPDX-License-Identifier: GPL-3.0-or-later
// Patterns of paths, as `only:` and `skip:` take them. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace folioscope::patches {

// `?` is one character and `*` any number of them, but no slash; `**` is anything. A pattern that
// ends in a slash is the directory and all below it.
bool matches(std::string_view pattern, std::string_view path);
bool matches_any(const std::vector<std::string>& patterns, std::string_view path);

// The pattern of the part of the source tree that holds `path`, where a kernel of ours is built
// without it: another architecture, documentation, selftests. Else empty.
std::string part_not_built(std::string_view path);

}  // namespace folioscope::patches
