// SPDX-License-Identifier: GPL-3.0-or-later
// Names of consoles as rows of a run have them, relative to the run's directory. A run may come
// from anywhere.
#pragma once

#include <string_view>

namespace folioscope {

inline constexpr std::string_view kConsoles = "console/";

// A name inside console/, nothing that leads elsewhere.
constexpr bool is_console_name(std::string_view name) {
  if (!name.starts_with(kConsoles)) return false;
  name.remove_prefix(kConsoles.size());
  return !name.empty() && name != ".." && name != "." && name.find('/') == std::string_view::npos;
}

}  // namespace folioscope
