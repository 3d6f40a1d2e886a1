// SPDX-License-Identifier: GPL-3.0-or-later
// Text as the man macros of groff take it. Everything is literal: no text becomes a request or an
// escape.
#pragma once

#include <string>
#include <string_view>

namespace folioscope::manual {

// Within a line: backslashes, quotes and dashes as they were written, so that a line of a page can
// be copied into a shell.
std::string roff(std::string_view text);
// The same, bold.
std::string bold(std::string_view text);
// The same with `words` in back quotes bold instead; one back quote alone stays.
std::string roff_words(std::string_view text);
// A line of the page, which must not begin as a request does.
std::string line(std::string_view escaped);

// Paragraphs apart by empty lines are filled; lines that begin with two blanks stand as they are.
std::string paragraphs(std::string_view text);
// Lines that stand as they are, indented.
std::string literal(std::string_view lines);

// .TH and what follows from it; `section` is 1 or 5.
std::string title(std::string_view name, int section, std::string_view version);
std::string heading(std::string_view text);     // .SH
std::string subheading(std::string_view text);  // .SS
// A term with what it means below it, indented; both escaped already, `meaning` with its newline.
std::string item(std::string_view term, std::string_view meaning);

}  // namespace folioscope::manual
