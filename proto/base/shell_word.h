// SPDX-License-Identifier: GPL-3.0-or-later
// Text as a word of a shell.
#pragma once

#include <string>
#include <string_view>

namespace folioscope {

// One word, whatever it holds: in apostrophes, those in it as '\''.
inline std::string shell_word(std::string_view text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

}  // namespace folioscope
