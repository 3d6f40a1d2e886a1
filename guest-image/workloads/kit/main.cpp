// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/kit/main.h"

#include <cstdio>

namespace folioscope::workloads {
namespace {

void complain(const Program& program, const Fault& fault) {
  std::string text = std::string(program.name) + ": " + fault.what + "\n";
  if (!fault.remedy.empty()) text += "  " + fault.remedy + "\n";
  std::fputs(text.c_str(), stderr);
}

}  // namespace

int run_main(const Program& program, int argc, const char* const* argv,
             Status (*workload)(const Args&)) {
  const std::span<const char* const> arguments(argv + 1, static_cast<std::size_t>(argc - 1));
  for (const std::string_view argument : arguments) {
    if (argument == "--help") {
      std::fputs(help(program).c_str(), stdout);
      return 0;
    }
  }
  const auto args = Args::parse(program, arguments);
  if (!args.ok()) {
    complain(program, args.fault());
    return 2;
  }
  const Status status = workload(*args);
  if (status.ok()) return 0;
  complain(program, status.fault());
  return 1;
}

}  // namespace folioscope::workloads
