// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace folioscope::manual {

// Help as shells show it: in one line, without back quotes.
inline std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != '`') out += c == '\n' ? ' ' : c;
  return out;
}

}  // namespace folioscope::manual
