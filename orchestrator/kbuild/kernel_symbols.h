// SPDX-License-Identifier: GPL-3.0-or-later
// What a kernel can be asked for, read from its System.map before it boots: functions that a probe
// may name, and tracepoints. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace folioscope::kbuild {

// Each sorted, each name once.
struct KernelSymbols {
  std::vector<std::string> functions;  // as kallsyms has them: with .isra.0, .constprop.0, .part.0
  std::vector<std::string> events;     // names of tracepoints, without their system
  std::vector<std::string> systems;    // of tracepoints

  bool has_function(std::string_view name) const;
  // `name` may be `*`. True too for systems whose events have no symbol of their name (syscalls,
  // ftrace, dynamic events) and so cannot be known before the boot.
  bool has_event(std::string_view system, std::string_view name) const;
  // What the compiler made of the function `name`: finish_task_switch -> finish_task_switch.isra.0.
  std::vector<std::string> clones_of(std::string_view name) const;
};

// Lines that are none of `nm` are left out.
KernelSymbols symbols_of(std::string_view system_map);

}  // namespace folioscope::kbuild
