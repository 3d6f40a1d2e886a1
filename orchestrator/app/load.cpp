// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load.h"

#include <fmt/format.h>

#include "spec/parse.h"

namespace folioscope::app {

std::optional<plan::Plan> load_plan(const std::string& file, const std::string& profile,
                                    Context& context) {
  const auto parsed = spec::parse_file(file, profile);
  if (!parsed) {
    context.fail(parsed.fault());
    return std::nullopt;
  }
  for (const spec::Diagnostic& diagnostic : parsed->diagnostics)
    fmt::print(stderr, "{}\n", spec::to_string(diagnostic));
  if (!parsed->ok()) {
    context.exit_code = kExitUsage;
    return std::nullopt;
  }
  return plan::make_plan(parsed->spec);
}

void add_profile_option(Command& command, std::string& profile) {
  command.add_option("--profile", profile,
                     "one of the file's `profiles`, such as quick; default: the first");
}

}  // namespace folioscope::app
