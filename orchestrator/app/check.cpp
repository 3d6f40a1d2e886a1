// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>
#include <set>

#include "app/cli.h"
#include "app/expand.h"
#include "app/output.h"
#include "image/image.h"
#include "patches/patch_stack.h"
#include "plan/describe.h"
#include "run/brought.h"
#include "spec/parse.h"
#include "sys/files.h"

namespace folioscope::app {
namespace {

struct Checked {
  std::vector<std::string> profiles;
  std::string sums;  // a line for each profile, of a file without mistakes
  std::set<std::string> mistakes;
};

// Mails and diffs are read, too; whether they apply is for `plan`.
void check_step(const std::string& file, const spec::Variant& variant, const spec::PatchStep& step,
                Checked& checked) {
  if (step.kind == spec::PatchStep::Kind::Revert || step.kind == spec::PatchStep::Kind::Lore)
    return;  // a repository, a network
  const auto stack = patches::read_stack({step});
  if (stack.ok() || stack.fault().domain == FaultDomain::Host) return;
  std::string text = fmt::format("{}: variant {}: {}", file, variant.name, stack.fault().what);
  if (!stack.fault().remedy.empty()) text += "\n  hint: " + stack.fault().remedy;
  if (checked.mistakes.insert(text).second) print_error("{}\n", text);
}

void check_patches(const std::string& file, const spec::Spec& spec, Checked& checked) {
  for (const spec::Variant& variant : spec.variants)
    for (const spec::NamedBase& base : spec.bases)
      if (variant.is_on(base))
        for (const spec::PatchStep& step : variant.steps_on(base))
          check_step(file, variant, step, checked);
}

// Whether the programs are there, can run in a guest, and take their arguments. Nothing is said
// where the guest's own programs are not built yet.
void check_programs(const std::string& file, const plan::Plan& plan, Checked& checked) {
  const auto guest_dir = sys::guest_dir();
  if (!guest_dir.ok()) return;
  auto contents = image::find_contents(*guest_dir);
  if (!contents.ok()) return;
  const image::Contents all = *contents;
  Status fits = run::fit_contents(plan, *contents);
  if (fits.ok()) fits = run::check_arguments(plan, all);
  if (fits.ok() || fits.fault().domain == FaultDomain::Host) return;
  std::string text = fmt::format("{}: {}", file, fits.fault().what);
  if (!fits.fault().remedy.empty()) text += "\n  hint: " + fits.fault().remedy;
  if (checked.mistakes.insert(text).second) print_error("{}\n", text);
}

// What profiles share is wrong in all of them, and said once.
Status check_profile(const std::string& file, const std::string& profile, Checked& checked) {
  TRY(const spec::Parsed parsed, spec::parse_file(file, profile));
  checked.profiles = parsed.profiles;
  for (const spec::Diagnostic& diagnostic : parsed.diagnostics) {
    const std::string text = spec::to_string(diagnostic);
    if (checked.mistakes.insert(text).second) print_error("{}\n", text);
  }
  if (!parsed.ok()) return {};
  check_patches(file, parsed.spec, checked);
  const auto expanded = with_ranges_expanded(parsed);
  if (!expanded.ok()) {
    if (expanded.fault().domain == FaultDomain::Host) return expanded.fault();
    const std::string text =
        fmt::format("{}: {}\n  hint: {}", file, expanded.fault().what, expanded.fault().remedy);
    if (checked.mistakes.insert(text).second) print_error("{}\n", text);
    return {};
  }
  for (const spec::Diagnostic& diagnostic : expanded->diagnostics)
    if (const std::string text = spec::to_string(diagnostic); checked.mistakes.insert(text).second)
      print_error("{}\n", text);
  if (!expanded->ok()) return {};
  const plan::Plan plan = plan::make_plan(expanded->spec);
  check_programs(file, plan, checked);
  checked.sums += file;
  if (!parsed.spec.profile.empty()) checked.sums += fmt::format(", {}", parsed.spec.profile);
  checked.sums += fmt::format(": ok, {} of {} variants\n", plan::describe_all_boots(plan),
                              expanded->spec.variants.size());
  return {};
}

Status check_file(const std::string& file, Context& context) {
  Checked checked;
  TRY_STATUS(check_profile(file, "", checked));  // the first
  for (std::size_t i = 1; i < checked.profiles.size(); ++i)
    TRY_STATUS(check_profile(file, checked.profiles[i], checked));
  if (!checked.mistakes.empty())
    context.exit_code = kExitUsage;
  else
    print_out("{}", checked.sums);
  return {};
}

}  // namespace

void add_check(Command& app, Context& context) {
  auto* command = app.add_subcommand("check", "say everything that is wrong with experiment files");
  command->footer(
      "Reads every profile of each file. Prints each mistake as file:line:column: message, with a\n"
      "hint, and exits 2 when there is one. Reads the mails and diffs that variants name, too, "
      "and\n"
      "the commits of a range.\n"
      "Touches nothing.");
  auto files = std::make_shared<std::vector<std::string>>();
  command->add_option("FILE", *files, "experiment file (YAML)")->required();
  command->callback([files, &context] {
    for (const std::string& file : *files)
      if (const Status status = check_file(file, context); !status) context.fail(status.fault());
  });
}

}  // namespace folioscope::app
