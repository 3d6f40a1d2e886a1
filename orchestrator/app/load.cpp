// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load.h"

#include <fmt/format.h>

#include "spec/parse.h"

namespace folioscope::app {

std::optional<plan::Plan> load_plan(const std::string& file, Context& context) {
  const auto parsed = spec::parse_file(file);
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

}  // namespace folioscope::app
