// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/options.h"

#include <fmt/format.h>

#include <optional>

namespace folioscope::agent {
namespace {

// The rest of `word` after `prefix`, if it starts with it.
std::optional<std::string> after(std::string_view word, std::string_view prefix) {
  if (!word.starts_with(prefix)) return std::nullopt;
  return std::string(word.substr(prefix.size()));
}

void take_cmdline(std::string_view cmdline, Options& options) {
  constexpr std::string_view kBlank = " \t\n";
  while (true) {
    const std::size_t begin = cmdline.find_first_not_of(kBlank);
    if (begin == std::string_view::npos) return;
    cmdline.remove_prefix(begin);
    const std::string_view word = cmdline.substr(0, cmdline.find_first_of(kBlank));
    cmdline.remove_prefix(word.size());
    if (auto host = after(word, "folioscope.host=")) options.host = *host;
    if (auto token = after(word, "folioscope.token=")) options.token = *token;
  }
}

Status take_argument(std::string_view argument, Options& options) {
  if (auto host = after(argument, "--host="))
    options.host = *host;
  else if (auto token = after(argument, "--token="))
    options.token = *token;
  else if (auto tracefs = after(argument, "--tracefs="))
    options.tracefs = *tracefs;
  else if (auto workloads = after(argument, "--workloads="))
    options.workloads = *workloads;
  else
    return user_fault(fmt::format("unknown argument '{}'", argument),
                      "known are --host= --token= --tracefs= --workloads=");
  return {};
}

}  // namespace

Result<Options> parse_options(std::string_view cmdline, const std::vector<std::string>& arguments) {
  Options options;
  take_cmdline(cmdline, options);
  for (const std::string& argument : arguments) TRY_STATUS(take_argument(argument, options));
  if (options.host.empty())
    return user_fault("no host to dial", "put folioscope.host=IP:PORT on the kernel command line");
  if (options.token.empty())
    return user_fault("no token to show the host",
                      "put folioscope.token=TOKEN on the kernel command line");
  return options;
}

}  // namespace folioscope::agent
