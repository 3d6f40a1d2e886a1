// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the manual page and completions of folioscope-analyzer while it is built:
//   write_analyzer_manual DIRECTORY VERSION
#include <cstdio>
#include <exception>

#include "app/arguments.h"
#include "manual/write.h"

int main(int argc, char** argv) {
  using namespace folioscope;
  if (argc != 3) {
    std::fputs("usage: write_analyzer_manual DIRECTORY VERSION\n", stderr);
    return 2;
  }
  try {
    const Status written = manual::write_manual(
        argv[1], app::description(),
        {argv[2], {}, {"folioscope(1)", "folioscope-run(1)", "folioscope-report(1)"}});
    if (written.ok()) return 0;
    std::fprintf(stderr, "write_analyzer_manual: %s\n", written.fault().what.c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "write_analyzer_manual: %s\n", error.what());
  }
  return 4;
}
