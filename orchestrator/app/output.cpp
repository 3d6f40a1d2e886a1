// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/output.h"

#include <unistd.h>

#include <cstdio>
#include <string>

#include "base/shown_text.h"

namespace folioscope::app {
namespace {

void write(std::FILE* to, std::string_view bytes) {
  std::fwrite(bytes.data(), 1, bytes.size(), to);
}

}  // namespace

void print_text(std::string_view text) { write(stdout, printable_lines(text)); }

void print_error_text(std::string_view text) { write(stderr, printable_lines(text)); }

void print_data(std::string_view bytes) {
  static const bool to_a_person = ::isatty(STDOUT_FILENO) == 1;
  if (to_a_person)
    print_text(bytes);
  else
    write(stdout, bytes);
}

}  // namespace folioscope::app
