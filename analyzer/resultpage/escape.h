// SPDX-License-Identifier: GPL-3.0-or-later
// Text from guests, patches and experiment files as part of a document. It may hold anything, bytes
// that are no UTF-8 included: nothing of it becomes markup, and the document stays well-formed.
#pragma once

#include <string>
#include <string_view>

namespace folioscope::resultpage {

// One line of valid UTF-8: line breaks and tabs become blanks, other controls and broken sequences
// '?'.
std::string plain_line(std::string_view text);

// Shown as it is by Markdown (GitHub's flavour), wherever it stands. Not for table cells as such:
// MarkdownTable takes care of '|'.
std::string markdown(std::string_view text);
// A code span; a backtick in it becomes an apostrophe. Empty for empty text.
std::string markdown_code(std::string_view text);

// For XML's text and attributes alike.
std::string xml(std::string_view text);

// A name that is safe as a file's: letters, digits, '.', '_', '-'; the rest becomes '-'. Never
// empty, never hidden.
std::string file_name(std::string_view text);

}  // namespace folioscope::resultpage
