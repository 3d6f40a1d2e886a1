// SPDX-License-Identifier: GPL-3.0-or-later
// Text of guests, patches and files where people read it. It may hold any bytes: what a terminal
// would obey, what reorders the text around it, and what is no UTF-8 is replaced by '?'.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace folioscope {

// Marks that change the direction in which text is written (Unicode Standard Annex #9), the reason
// of CVE-2021-42574: what is shown is not what is there.
constexpr bool turns_direction(char32_t code) {
  return code == 0x061c || code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069);
}

// Bytes of the sequence of UTF-8 that `text` begins with; 0 when it begins with none (overlong
// forms, surrogates and what lies beyond U+10FFFF are none) or is empty.
std::size_t utf8_length(std::string_view text);

// As one line: controls, line breaks among them, become '?'.
std::string printable(std::string_view text);

// The same, and line breaks stay.
std::string printable_lines(std::string_view text);

// JSON that is safe to print: ASCII alone, bytes that are no UTF-8 replaced. A negative `indent`
// makes one line of it.
template <class Json>
std::string json_text(const Json& json, int indent = 2) {
  return json.dump(indent, ' ', true, Json::error_handler_t::replace);
}

}  // namespace folioscope
