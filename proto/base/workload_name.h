// SPDX-License-Identifier: GPL-3.0-or-later
// What a workload is called where its program runs under several conditions:
//   PROGRAM NAME=VALUE NAME=VALUE
// As a text in the store and in experiment files; as parts everywhere else.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace folioscope {

// What the base of a condition is called there, where an experiment has several: "base=7.3".
inline constexpr const char* kBaseFactor = "base";

struct WorkloadName {
  std::string program;
  std::vector<std::pair<std::string, std::string>> at = {};

  bool empty() const { return program.empty(); }
  bool operator==(const WorkloadName&) const = default;
};

std::string to_string(const WorkloadName& name);

// A value may have blanks: it ends where the next word has a `=`. Nothing for a text without a
// program, or with anything else behind it.
std::optional<WorkloadName> parse_workload_name(std::string_view text);

}  // namespace folioscope
