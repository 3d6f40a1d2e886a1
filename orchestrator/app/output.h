// SPDX-License-Identifier: GPL-3.0-or-later
// What subcommands print. Anything may come from a guest, a patch or a file of others (a task's
// name, the reason of a failed boot): no terminal obeys it. That the output could be written is
// looked at once, at the end of the program.
#pragma once

#include <fmt/format.h>

#include <string_view>

namespace folioscope::app {

// Lines of text; what a terminal would obey, and what is no UTF-8, becomes '?'.
void print_text(std::string_view text);
void print_error_text(std::string_view text);

// Data for another program, to the byte; text as above where a person reads it (a terminal).
void print_data(std::string_view bytes);

template <class... Values>
void print_out(fmt::format_string<Values...> format, Values&&... values) {
  print_text(fmt::format(format, std::forward<Values>(values)...));
}

template <class... Values>
void print_error(fmt::format_string<Values...> format, Values&&... values) {
  print_error_text(fmt::format(format, std::forward<Values>(values)...));
}

}  // namespace folioscope::app
