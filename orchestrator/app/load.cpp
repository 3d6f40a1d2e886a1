// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load.h"

#include <fmt/format.h>

#include "app/expand.h"
#include "app/output.h"
#include "spec/parse.h"
#include "spec/same_kernel.h"

namespace folioscope::app {

namespace {

// Prints what is wrong with it.
bool is_usable(const Result<spec::Parsed>& parsed, Context& context) {
  if (!parsed) {
    context.fail(parsed.fault());
    return false;
  }
  for (const spec::Diagnostic& diagnostic : parsed->diagnostics)
    print_error("{}\n", spec::to_string(diagnostic));
  if (!parsed->ok()) context.exit_code = kExitUsage;
  return parsed->ok();
}

std::optional<plan::Plan> plan_of(Result<spec::Parsed> parsed, Context& context) {
  if (!is_usable(parsed, context)) return std::nullopt;
  const auto expanded = with_ranges_expanded(*std::move(parsed));
  if (!is_usable(expanded, context)) return std::nullopt;
  return plan::make_plan(expanded->spec);
}

}  // namespace

std::optional<plan::Plan> load_plan(const std::string& file, const std::string& profile,
                                    Context& context) {
  return plan_of(spec::parse_file(file, profile), context);
}

std::optional<plan::Plan> load_same_kernel_plan(const std::string& file, const std::string& profile,
                                                Context& context) {
  // Mistakes are said of the file as it is.
  const auto as_written = load_plan(file, profile, context);
  if (!as_written) return std::nullopt;
  const auto text = spec::same_kernel_twice(as_written->spec.text);
  if (!text) {
    context.fail(text.fault());
    return std::nullopt;
  }
  return plan_of(spec::parse(*text, file, spec::find_roots(file), profile), context);
}

void add_profile_option(Command& command, std::string& profile) {
  command.add_option("--profile", profile,
                     "one of the file's `profiles`, such as quick; default: the first");
}

}  // namespace folioscope::app
