// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/options.h"

#include <fmt/format.h>

#include <optional>
#include <string_view>

namespace folioscope::agent {
namespace {

// The rest of `word` after `prefix`, if it starts with it.
std::optional<std::string> after(std::string_view word, std::string_view prefix) {
  if (!word.starts_with(prefix)) return std::nullopt;
  return std::string(word.substr(prefix.size()));
}

Status take_argument(std::string_view argument, Options& options) {
  if (auto tracefs = after(argument, "--tracefs="))
    options.tracefs = *tracefs;
  else if (auto workloads = after(argument, "--workloads="))
    options.workloads = *workloads;
  else
    return user_fault(fmt::format("unknown argument '{}'", argument),
                      "known are --tracefs= --workloads=");
  return {};
}

}  // namespace

Result<Options> parse_options(const std::vector<std::string>& arguments) {
  Options options;
  for (const std::string& argument : arguments) TRY_STATUS(take_argument(argument, options));
  return options;
}

}  // namespace folioscope::agent
