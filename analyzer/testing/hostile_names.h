// SPDX-License-Identifier: GPL-3.0-or-later
// Names that a guest or a file could bring: far too long, of several lines, HTML, right to left, of
// nothing at all. Not linked into the product.
#pragma once

#include <string>
#include <vector>

namespace folioscope::query {

inline std::vector<std::string> hostile_names() {
  return {std::string(5000, 'm'),
          "<b>bold</b><img src=x>",
          "first\nsecond\tthird\r\n",
          "gpj\xE2\x80\xAE.exe\xE2\x81\xA6",   // right-to-left override, isolate
          "\xD7\x90\xD7\x91\xD7\x92 \xD8\xA7",  // written from right to left
          "&lt;&#10;%1%2%s%n",
          std::string("\x01\x7f\xff\xfe", 4)};  // no UTF-8
}

}  // namespace folioscope::query
