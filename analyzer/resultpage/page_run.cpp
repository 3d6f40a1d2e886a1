// SPDX-License-Identifier: GPL-3.0-or-later
// How the numbers of a page came about: kernels, host, accounting of events, boots without a
// sample, caveats.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "catalog/acceleration.h"
#include "compare/host_use.h"
#include "compare/not_run.h"
#include "compare/totals.h"
#include "format/labels.h"
#include "format/units.h"
#include "format/wording.h"
#include "resultpage/escape.h"
#include "resultpage/machine_text.h"
#include "resultpage/markdown_table.h"
#include "resultpage/page.h"
#include "resultpage/sentences.h"
#include "stats/outcome.h"

namespace folioscope::resultpage {
namespace {

constexpr std::size_t kHashDigits = 12;
constexpr std::string_view kInstrumentation = "instrumentation";

std::string short_hash(const std::string& hash) {
  return hash.empty() ? "" : ' ' + markdown_code(hash.substr(0, kHashDigits));
}

std::string patch_text(const query::Patch& patch) {
  const std::string name = markdown(format::portable_path(patch.target));
  std::string text = (patch.kind == "revert" ? "revert of " : "") + name + short_hash(patch.sha256);
  for (const std::string& note : patch.notes) text += ", " + markdown(note);
  return text;
}

std::string settings_text(const query::Settings& settings) {
  std::vector<std::string> texts;
  for (const auto& [path, value] : settings) texts.push_back(markdown_code(path + " = " + value));
  std::string text = fmt::format("{}", fmt::join(texts, ", "));
  if (!compare::amplifiers_of(settings).empty()) text += " (amplified)";
  return text;
}

std::vector<std::string> cells_of(const query::Comparison& comparison,
                                  const query::Variant& variant, const store::VariantRow& row) {
  const query::Variant& baseline = comparison.variants.front();
  std::vector<std::string> patches;
  for (const query::Patch& patch : row.patches)
    if (patch.kind != kInstrumentation) patches.push_back(patch_text(patch));
  if (&variant != &baseline && compare::same_code(baseline, variant, row.base))
    patches.push_back("the compiled code is the baseline's");
  else if (const std::string functions = format::functions_text(baseline.on(row.base), row);
           !functions.empty())
    patches.push_back(markdown(functions));
  for (const std::string& note : row.notes) patches.push_back(markdown(note));
  std::string kernel = row.fault ? "no kernel: " + markdown(*row.fault)
                                 : markdown(format::release_text(comparison, row));
  if (!row.fault) kernel += short_hash(row.kernel_hash.value_or(""));
  return {markdown(row.name), kernel,
          patches.empty() ? "nothing" : fmt::format("{}", fmt::join(patches, "; ")),
          settings_text(row.settings)};
}

// What imported ones have in common nobody says.
std::string imported_variants_table(const query::Comparison& comparison) {
  MarkdownTable table({{"variant"}, {"kernel"}});
  for (const query::Variant& variant : comparison.variants)
    table.add(
        {markdown(variant.row.name), markdown(format::release_text(comparison, variant.row))});
  return table.render() + '\n';
}

std::string variants_table(const query::Comparison& comparison) {
  if (comparison.run.acceleration == catalog::kImported) return imported_variants_table(comparison);
  MarkdownTable table({{"variant"}, {"kernel"}, {"on top of the common sources"}, {"settings"}});
  for (const query::Variant& variant : comparison.variants)
    for (const store::VariantRow* row : format::kernels_of(variant))
      table.add(cells_of(comparison, variant, *row));
  return table.render() + '\n';
}

std::string instrumentation_text(const query::Comparison& comparison) {
  std::vector<std::string> texts;
  for (const query::Variant& variant : comparison.variants) {
    for (const query::Patch& patch : variant.patches)
      if (patch.kind == kInstrumentation)
        texts.push_back(markdown(std::filesystem::path(patch.target).filename().string()) +
                        short_hash(patch.sha256));
    if (!texts.empty()) break;  // the same under every variant
  }
  for (const store::VariantRow* kernel : format::kernels_of(comparison.variants.front()))
    if (!kernel->hooks.empty()) texts.push_back("hooks of the series " + markdown(kernel->hooks));
  for (const format::Fact& missing : format::not_available(comparison))
    texts.push_back("not available: " + markdown(missing.text));
  return texts.empty() ? "none" : fmt::format("{}", fmt::join(texts, ", "));
}

std::string accounting_text(const query::Comparison& comparison) {
  const query::Accounting total = compare::total_accounting(comparison);
  return fmt::format("{} events produced = {} stored + {} lost; {}", format::count(total.produced),
                     format::count(total.stored), format::count(total.lost()),
                     format::accounted_text(total));
}

// Settings of the workloads, each with the conditions it was written for.
std::string workload_settings(const query::Comparison& comparison) {
  std::map<std::string, std::set<std::string>> values;  // path -> values over the sweep
  for (const store::WorkloadRow& workload : comparison.workloads)
    for (const auto& [path, value] : workload.settings) values[path].insert(value);
  std::vector<std::string> texts;
  texts.reserve(values.size());
  for (const auto& [path, all] : values)
    texts.push_back(markdown_code(fmt::format("{} = {}", path, fmt::join(all, ", "))));
  return fmt::format("{}", fmt::join(texts, "; "));
}

// As it was called in the guest.
std::string workload_text(const store::WorkloadRow& workload) {
  std::string call = workload.program;
  for (const auto& [name, value] : workload.args) call += fmt::format(" --{}={}", name, value);
  return markdown_code(call);
}

// Of an imported run what was typed is not known: its boots say which files they were.
std::string import_lines(const query::Comparison& comparison) {
  return fmt::format(
      "    build/bin/folioscope import FILE... --variant NAME --into runs/{0}\n"
      "    build/bin/folioscope report runs/{0} --format markdown --out docs/results\n",
      file_name(page_name(comparison.run.name, comparison.run.profile)));
}

std::string command_lines(const query::Comparison& comparison) {
  const store::RunRow& run = comparison.run;
  if (run.acceleration == catalog::kImported) return import_lines(comparison);
  const std::string profile = run.profile.empty() ? "" : " --profile " + plain_line(run.profile);
  const std::string directory = "runs/" + file_name(page_name(run.name, run.profile));
  const std::string& file = comparison.about.file;
  const std::string about =
      file.empty() ? "" : " --about " + plain_line(format::portable_path(file));
  return fmt::format(
      "    build/bin/folioscope run {}{} --out {}\n"
      "    build/bin/folioscope report {}{} --format markdown --out docs/results\n",
      plain_line(format::portable_path(run.spec_file)), profile, directory, directory, about);
}

// Counted in the store: what the experiment and the command line allow is only a limit.
int guests_at_once(const query::Comparison& comparison) {
  std::vector<std::pair<std::int64_t, int>> changes;  // ends sort before begins
  for (const query::Cell& cell : comparison.cells)
    if (cell.row.started && cell.row.finished) {
      changes.emplace_back(cell.row.started->ns, 1);
      changes.emplace_back(cell.row.finished->ns, -1);
    }
  std::ranges::sort(changes);
  int now = 0, most = 0;
  for (const auto& [time, change] : changes) most = std::max(most, now += change);
  return most;
}

// The rest of it nobody says.
std::string imported_machine_text(const store::MachineRow& machine) {
  return machine.vcpus == 0 ? "not known" : format::plural(machine.vcpus, "CPU");
}

std::string at_once_text(const query::Comparison& comparison) {
  const int guests = guests_at_once(comparison);
  return guests < 2 ? "one guest at a time"
                    : fmt::format("up to {} guests at the same time", guests);
}

std::vector<std::string> acceleration_caveats(const query::Comparison& comparison) {
  if (comparison.run.acceleration == catalog::kImported)
    return {
        "The boots were imported. They are not known to have run next to each other, so variants "
        "are "
        "compared without pairs, and what changed on the machine meanwhile looks like a "
        "difference."};
  if (!catalog::is_emulated(comparison.run.acceleration)) return {};
  return {
      "The CPUs were emulated (TCG). Counts and ratios can be compared between variants; times "
      "are in guest time of emulated CPUs and say nothing about hardware, only which variant is "
      "slower here. Caches, TLBs and memory bandwidth are not modelled, so their costs are "
      "missing.",
      "An emulated vCPU can lose its host CPU inside any critical section: windows are longer and "
      "races likelier than on hardware, and inter-processor interrupts dear."};
}

std::vector<std::string> sweep_caveats(const compare::TestedRun& comparison,
                                       const compare::Findings& findings) {
  std::vector<std::string> caveats;
  if (const int guests = guests_at_once(comparison); guests > 1)
    caveats.push_back(
        fmt::format("Up to {} guests ran at the same time and took the host's cores from each "
                    "other: small differences of times are the least certain of the numbers here.",
                    guests));
  if (std::ranges::any_of(findings.conditions,
                          [](const compare::ConditionResult& p) { return p.host_cores > 0; }))
    caveats.push_back(
        "“overcommitted” machines have more vCPUs than the host has cores: growth over vCPUs is "
        "growth in the number of tasks that take turns, not in parallel work.");
  if (std::ranges::any_of(findings.conditions,
                          [](const compare::ConditionResult& p) { return p.amplified(); }))
    caveats.push_back(
        "“amplified” conditions busy-wait inside the window in question, for the time that is "
        "printed "
        "beside them. They show which variant a race can hit and how, not how often it happens.");
  if (const std::string tests = format::family_text(comparison); !tests.empty())
    caveats.push_back(markdown(tests));
  caveats.push_back(fmt::format(
      "“improved”, “regressed”, “changed” (no direction is better): p ≤ {:.2f} within the family "
      "and larger than {:.0f} % of the baseline's mean (ratios: of the rarer outcome). “no "
      "difference”: the interval holds none larger, with {} boots or more of each. “shows”: the "
      "smallest difference that so many boots find in eight of ten runs.",
      stats::kSignificance, compare::kMinimumEffect * 100, stats::kBootsForNoDifference));
  if (compare::total_accounting(comparison).lost() > 0)
    caveats.push_back("\\*: some of these boots lost events that the metric is made of.");
  return caveats;
}

}  // namespace

std::string conditions_section(const query::Comparison& comparison) {
  const store::RunRow& run = comparison.run;
  MarkdownTable table({{"run"}, {""}});
  for (const format::Fact& fact : format::run_facts(comparison))
    if (std::ranges::find(comparison.variants, fact.name, [](const query::Variant& v) {
          return v.row.name;
        }) == comparison.variants.end())
      table.add({fact.name == "run" ? "when" : fact.name, markdown(fact.text)});
  const std::string fewest = run.fewest_boots > 0 ? fmt::format("{} to ", run.fewest_boots) : "";
  const bool imported = run.acceleration == catalog::kImported;
  if (imported) {
    table.add({"boots", fmt::format("{}, imported", compare::done_boots(comparison))});
  } else {
    table.add({"boots", fmt::format("{}{} of every combination, in seeded random blocks; {}",
                                    fewest, run.boots, at_once_text(comparison))});
    table.add({"instrumentation", instrumentation_text(comparison)});
  }
  if (const std::string settings = workload_settings(comparison); !settings.empty())
    table.add({"settings", settings});
  for (const store::MachineRow& machine : comparison.machines)
    table.add({"machine " + markdown(machine.name),
               imported ? imported_machine_text(machine) : machine_text(machine)});
  for (const store::WorkloadRow& workload : comparison.workloads)
    table.add({"workload " + markdown(workload.name), workload_text(workload)});
  table.add({"trace events", accounting_text(comparison)});
  table.add({"tool", "folioscope " + markdown(run.tool_version)});
  return "## How it was run\n\n" + variants_table(comparison) + table.render() + '\n';
}

std::string no_sample_section(const query::Comparison& comparison) {
  MarkdownTable table({{"variant"}, {"where"}, {"boots"}, {"ended as"}, {"what happened"}});
  for (const compare::NotRun& entry : compare::failed_boots(comparison))
    table.add({markdown(entry.variant), markdown(entry.machine + ", " + entry.workload),
               format::boot_list(entry.boots), std::string(to_string(entry.status)),
               markdown(entry.reason)});
  std::string text = table.render();
  if (table.empty()) text.clear();
  if (const std::size_t planned = compare::planned_boots(comparison); planned > 0)
    text += fmt::format("\n{} of this run had not been made yet.\n",
                        format::plural(static_cast<std::int64_t>(planned), "boot"));
  return text.empty() ? text : "## Boots that gave no sample\n\n" + text + '\n';
}

std::string done_again_section(const query::Comparison& comparison) {
  MarkdownTable table({{"variant"}, {"where"}, {"boot"}, {"what the host did"}});
  for (const compare::DoneAgain& boot : compare::boots_done_again(comparison))
    table.add({markdown(boot.variant), markdown(boot.machine + ", " + boot.workload),
               std::to_string(boot.boot), markdown(boot.reason.substr(0, boot.reason.find('\n')))});
  if (table.empty()) return {};
  return "## Boots that were done again\n\nThe host failed them; what counts is the boot "
         "after.\n\n" +
         table.render() + '\n';
}

std::string caveats_section(const compare::TestedRun& comparison,
                            const compare::Findings& findings) {
  std::string text;
  for (const std::string& caveat : comparison.about.caveats) text += "- " + markdown(caveat) + '\n';
  for (const std::string& caveat : acceleration_caveats(comparison)) text += "- " + caveat + '\n';
  for (const std::string& caveat : sweep_caveats(comparison, findings))
    text += "- " + caveat + '\n';
  return text.empty() ? text : "## What to keep in mind\n\n" + text + '\n';
}

std::string repeat_section(const query::Comparison& comparison) {
  std::string text = "## Repeat it\n\n" + command_lines(comparison) +
                     "\nThis page was written by the second command from the run's database.";
  if (!comparison.about.file.empty())
    text += fmt::format(
        " Question, expectation, choice of metrics, deciding condition, claims and caveats are "
        "those "
        "of {} as it was then, not as it was when the run was made; all that was measured is the "
        "run's.",
        markdown(format::portable_path(comparison.about.file)));
  return text + '\n';
}

}  // namespace folioscope::resultpage
