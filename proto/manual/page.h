// SPDX-License-Identifier: GPL-3.0-or-later
// The manual pages of a program: one of its own, and one for each subcommand.
#pragma once

#include <string>
#include <vector>

#include "manual/description.h"

namespace folioscope::manual {

// What a page has that no command line says.
struct Section {
  std::string heading;
  std::string text;  // as footers are written
};
struct Surroundings {
  std::string version;
  std::vector<Section> sections;      // of the program's own page
  std::vector<std::string> see_also;  // "folioscope-experiment(5)"; of every page
};

struct Page {
  std::string name;  // of the file: "folioscope-run.1"
  std::string text;  // for groff -man

  bool operator==(const Page&) const = default;
};

// Subcommands of a subcommand stand on its page.
std::vector<Page> pages(const Command& program, const Surroundings& surroundings);

}  // namespace folioscope::manual
