// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/run_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "report/evaluate.h"
#include "report/not_run.h"
#include "report/table.h"
#include "report/units.h"

namespace folioscope::report {
namespace {

// Keys of the host's JSON that count bytes say so.
std::string host_value(const std::string& name, const std::string& text) {
  std::string words = name;
  std::ranges::replace(words, '_', ' ');
  if (!name.ends_with("_bytes")) return fmt::format("{} {}", words, text);
  const std::string noun = words.substr(0, words.size() - std::string_view("_bytes").size());
  return fmt::format("{} {}", noun, bytes({std::strtoull(text.c_str(), nullptr, 10)}));
}

std::string when_text(const query::Comparison& comparison) {
  const store::RunRow& run = comparison.run;
  const std::string state =
      run.finished ? fmt::format("took {}", duration(run.finished->ns - run.started.ns))
                   : "NOT finished";
  const std::string profile = run.profile.empty() ? "" : "; profile " + run.profile;
  return fmt::format("{}, {}; {} of {} done{}; seed {}", date(run.started), state,
                     count(static_cast<std::int64_t>(done_boots(comparison))),
                     plural(static_cast<std::int64_t>(comparison.cells.size()), "boot"), profile,
                     run.seed);
}

std::string host_text(const query::Comparison& comparison) {
  std::string text;
  for (const auto& [name, value] : comparison.host)
    text += (text.empty() ? "" : ", ") + host_value(name, value);
  return text.empty() ? "unknown" : text;
}

std::string acceleration_text(const std::string& acceleration) {
  if (acceleration == "kvm") return "KVM";
  return "TCG (emulated CPUs): compare counts, ratios and variants with each other; wall times are "
         "not comparable with hardware";
}

struct Loss {
  const char* name;
  std::int64_t query::Accounting::*events;
};
constexpr Loss kLosses[] = {{"overrun", &query::Accounting::overrun},
                            {"dropped", &query::Accounting::dropped},
                            {"commit", &query::Accounting::commit},
                            {"unread", &query::Accounting::unread},
                            {"transport", &query::Accounting::transport}};

// The kinds of loss that happened at all: the others would be columns of zeros.
std::vector<Loss> losses_of(const query::Comparison& comparison) {
  std::vector<Loss> losses;
  for (const Loss& loss : kLosses)
    if (std::ranges::any_of(comparison.groups, [&](const query::Group& group) {
          return std::ranges::any_of(group.arms, [&](const query::ArmFacts& arm) {
            return arm.accounting.*loss.events != 0;
          });
        }))
      losses.push_back(loss);
  return losses;
}

std::vector<std::string> accounting_row(const query::ArmFacts& arm,
                                        const std::vector<Loss>& losses) {
  std::vector<std::string> row{arm.variant, count(arm.done), count(arm.accounting.produced),
                               count(arm.accounting.stored), count(arm.accounting.lost())};
  for (const Loss& loss : losses) row.push_back(count(arm.accounting.*loss.events));
  row.push_back(count(arm.accounting.unaccounted));
  return row;
}

constexpr std::string_view kInstrumentation = "instrumentation";

bool is_instrumented(const query::Variant& variant) {
  return std::ranges::any_of(
      variant.patches, [](const query::Patch& patch) { return patch.kind == kInstrumentation; });
}

}  // namespace

std::string kernel_text(const query::Comparison& comparison, const query::Variant& variant) {
  if (variant.row.fault) return fmt::format("no kernel: {}", *variant.row.fault);
  std::string text = variant.row.kernel_release.value_or("not built yet");
  if (is_instrumented(variant)) text += ", instrumented";
  for (const query::Patch& patch : variant.patches) {
    if (patch.kind == kInstrumentation) continue;  // the same under every variant
    const std::string target = patch.kind == "revert"
                                   ? "revert of " + patch.target
                                   : std::filesystem::path(patch.target).filename().string();
    text += ", " + target;
  }
  for (const auto& [path, value] : variant.row.settings)
    text += fmt::format(", {}={}", std::filesystem::path(path).filename().string(), value);
  const query::Variant& baseline = comparison.variants.front();
  if (&variant == &baseline) return text + " (baseline)";
  if (same_code(baseline, variant))
    text += fmt::format(": the patch changes no code, same as {}", baseline.row.name);
  return text;
}

std::vector<Fact> run_facts(const query::Comparison& comparison) {
  std::vector<Fact> facts{{"run", when_text(comparison)}};
  for (const query::Variant& variant : comparison.variants)
    facts.push_back({variant.row.name, kernel_text(comparison, variant)});
  facts.push_back({"host", host_text(comparison)});
  facts.push_back({"measured by", acceleration_text(comparison.run.acceleration)});
  return facts;
}

std::string group_title(const query::Comparison& comparison, const query::Group& group) {
  const auto machine =
      std::ranges::find(comparison.machines, group.machine, &store::MachineRow::name);
  if (machine == comparison.machines.end())
    return fmt::format("{}, {}", group.machine, group.workload);
  return fmt::format("{} ({}, {}, {}), {}", group.machine, plural(machine->vcpus, "vCPU"),
                     bytes(machine->memory), plural(machine->numa_nodes, "NUMA node"),
                     group.workload);
}

std::string accounted_text(const query::Accounting& events) {
  if (events.complete()) return "all events accounted for";
  return fmt::format("{} unaccounted for", plural(events.unaccounted, "event"));
}

query::Accounting total_accounting(const query::Comparison& comparison) {
  query::Accounting total;
  for (const query::Group& group : comparison.groups)
    for (const query::ArmFacts& arm : group.arms) total += arm.accounting;
  return total;
}

std::string accounting_section(const query::Comparison& comparison) {
  const std::vector<Loss> losses = losses_of(comparison);
  std::vector<Align> columns(6 + losses.size(), Align::Right);
  columns.front() = Align::Left;
  Table table(columns);
  std::vector<std::string> head{"", "boots", "produced", "stored", "lost"};
  for (const Loss& loss : losses) head.push_back(loss.name);
  head.push_back("unaccounted");
  table.add(std::move(head));
  for (const query::Group& group : comparison.groups) {
    table.add_line(fmt::format("{}, {}", group.machine, group.workload));
    for (const query::ArmFacts& arm : group.arms) table.add(accounting_row(arm, losses));
  }

  const query::Accounting total = total_accounting(comparison);
  std::string text =
      fmt::format("Trace events: {} produced = {} stored + {} lost; {}\n\n", count(total.produced),
                  count(total.stored), count(total.lost()), accounted_text(total));
  text += table.render(2);
  for (const query::ProbeTotal& probe : comparison.probes)
    if (probe.misses > 0)
      text += fmt::format("  probe {}: {} hits, {} missed\n", printable(probe.probe),
                          count(probe.hits), count(probe.misses));
  return text;
}

std::string not_run_section(const query::Comparison& comparison) {
  std::string text;
  for (const NotRun& entry : failed_boots(comparison)) {
    text += printable(fmt::format("  {}, {}, {}, boot{} {}: {}", entry.variant, entry.machine,
                                  entry.workload, entry.boots.size() == 1 ? "" : "s",
                                  boot_list(entry.boots), to_string(entry.status))) +
            '\n';
    text += wrap(entry.reason, 6, kLineWidth);
    if (!entry.console.empty()) text += wrap("console: " + entry.console, 6, kLineWidth);
  }
  if (const std::size_t planned = planned_boots(comparison); planned > 0)
    text += fmt::format("  {} not run yet: `folioscope resume` on the run directory runs {}\n",
                        plural(static_cast<std::int64_t>(planned), "boot"),
                        planned == 1 ? "it" : "them");
  return text.empty() ? text : "Boots that gave no sample\n\n" + text;
}

std::string anomaly_section(const query::Comparison& comparison) {
  using enum Align;
  Table table({Left, Right});
  for (const store::AnomalyRow& anomaly : comparison.anomalies)
    table.add({anomaly.name, count(anomaly.count)});
  if (comparison.not_finite > 0)
    table.add({"metric values that are no number", count(comparison.not_finite)});
  if (comparison.orphans > 0)
    table.add({"boots of no known variant, machine or workload", count(comparison.orphans)});
  if (table.empty()) return {};
  return "Received, but not understood, dropped or repaired (counts over all boots)\n\n" +
         table.render(2);
}

}  // namespace folioscope::report
