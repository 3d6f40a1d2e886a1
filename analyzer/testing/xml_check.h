// SPDX-License-Identifier: GPL-3.0-or-later
// For tests: whether a document is well-formed, as far as our own drawings use XML: elements,
// attributes, text, the predefined entities; no comments, CDATA or declarations.
#pragma once

#include <string>
#include <string_view>

namespace folioscope {

// Empty when it is; else what is wrong, and where.
std::string why_not_xml(std::string_view text);

}  // namespace folioscope
