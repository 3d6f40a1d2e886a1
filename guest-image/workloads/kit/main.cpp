// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/kit/main.h"

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace folioscope::workloads {
namespace {

void report_fault(const Program& program, const Fault& fault) {
  std::string text = std::string(program.name) + ": " + fault.what + "\n";
  if (!fault.remedy.empty()) text += "  " + fault.remedy + "\n";
  std::fputs(text.c_str(), stderr);
}

// Whether the word was there.
bool take_out(std::vector<const char*>& arguments, std::string_view word) {
  return std::erase_if(arguments, [word](std::string_view argument) { return argument == word; }) !=
         0;
}

}  // namespace

int run_main(const Program& program, int argc, const char* const* argv,
             Status (*workload)(const Args&)) {
  std::vector<const char*> arguments(argv + 1, argv + argc);
  if (take_out(arguments, "--help")) {
    std::fputs(help(program).c_str(), stdout);
    return 0;
  }
  const bool check_only = take_out(arguments, "--check");
  const auto args = Args::parse(program, arguments);
  if (!args.ok()) {
    report_fault(program, args.fault());
    return 2;
  }
  if (check_only) return 0;
  const Status status = workload(*args);
  if (status.ok()) return 0;
  report_fault(program, status.fault());
  return 1;
}

}  // namespace folioscope::workloads
