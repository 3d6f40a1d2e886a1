// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/run_sections.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/shown_text.h"
#include "compare/evaluate.h"
#include "compare/host_use.h"
#include "compare/not_run.h"
#include "compare/totals.h"
#include "format/labels.h"
#include "format/notices.h"
#include "format/units.h"
#include "text/table.h"

namespace folioscope::text {
namespace {

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
    if (std::ranges::any_of(comparison.conditions, [&](const query::Condition& condition) {
          return std::ranges::any_of(condition.variants, [&](const query::VariantFacts& variant) {
            return variant.accounting.*loss.events != 0;
          });
        }))
      losses.push_back(loss);
  return losses;
}

std::vector<std::string> accounting_row(const query::VariantFacts& variant,
                                        const std::vector<Loss>& losses) {
  std::vector<std::string> row{
      variant.variant, format::count(variant.done), format::count(variant.accounting.produced),
      format::count(variant.accounting.stored), format::count(variant.accounting.lost())};
  for (const Loss& loss : losses) row.push_back(format::count(variant.accounting.*loss.events));
  row.push_back(format::count(variant.accounting.unaccounted));
  return row;
}

std::vector<std::string> row_of(const compare::HostUse& use) {
  return {use.variant,
          format::count(use.boots),
          format::count(use.done_again),
          fmt::format("{:.2f}", use.ran),
          fmt::format("{:.0f} %", 100 * use.waited),
          fmt::format("{:.2f}", use.stolen),
          use.cpu_pressure ? fmt::format("{:.0f} %", 100 * *use.cpu_pressure) : "-"};
}

}  // namespace

std::string accounting_section(const query::Comparison& comparison) {
  const std::vector<Loss> losses = losses_of(comparison);
  std::vector<Align> columns(6 + losses.size(), Align::Right);
  columns.front() = Align::Left;
  Table table(columns);
  std::vector<std::string> head{"", "boots", "produced", "stored", "lost"};
  for (const Loss& loss : losses) head.push_back(loss.name);
  head.push_back("unaccounted");
  table.add(std::move(head));
  for (const query::Condition& condition : comparison.conditions) {
    table.add_line(fmt::format("{}, {}", condition.machine, condition.workload));
    for (std::size_t i = 0; i < condition.variants.size(); ++i)
      if (compare::is_asked(condition, i)) table.add(accounting_row(condition.variants[i], losses));
  }

  const query::Accounting total = compare::total_accounting(comparison);
  std::string text = fmt::format("Trace events: {} produced = {} stored + {} lost; {}\n\n",
                                 format::count(total.produced), format::count(total.stored),
                                 format::count(total.lost()), format::accounted_text(total));
  text += table.render(2);
  for (const query::ProbeTotal& probe : comparison.probes)
    if (probe.misses > 0)
      text += fmt::format("  probe {}: {} hits, {} missed\n", printable(probe.probe),
                          format::count(probe.hits), format::count(probe.misses));
  return text;
}

std::string not_run_section(const query::Comparison& comparison) {
  std::string text;
  for (const compare::NotRun& entry : compare::failed_boots(comparison)) {
    text += printable(fmt::format("  {}, {}, {}, boot{} {}: {}", entry.variant, entry.machine,
                                  entry.workload, entry.boots.size() == 1 ? "" : "s",
                                  format::boot_list(entry.boots), to_string(entry.status))) +
            '\n';
    text += wrap(entry.reason, 6, kLineWidth);
    if (!entry.console.empty()) text += wrap("console: " + entry.console, 6, kLineWidth);
  }
  if (const std::size_t planned = compare::planned_boots(comparison); planned > 0)
    text += fmt::format("  {} not run yet: `folioscope resume` on the run directory runs {}\n",
                        format::plural(static_cast<std::int64_t>(planned), "boot"),
                        planned == 1 ? "it" : "them");
  return text.empty() ? text : "Boots that gave no sample\n\n" + text;
}

std::string host_section(const query::Comparison& comparison) {
  using enum Align;
  const std::vector<compare::HostUse> all = compare::host_use(comparison);
  if (all.empty()) return {};
  Table table({Left, Right, Right, Right, Right, Right, Right});
  table.add({"", "boots", "done again", "CPUs busy", "waited for a CPU", "CPUs stolen",
             "host short of CPUs"});
  for (const query::Condition& condition : comparison.conditions) {
    table.add_line(fmt::format("{}, {}", condition.machine, condition.workload));
    for (const compare::HostUse& use : all)
      if (use.machine == condition.machine && use.workload == condition.workload)
        table.add(row_of(use));
  }
  std::string text = "What the host gave the boots\n\n" + table.render(2);
  for (const compare::DoneAgain& boot : compare::boots_done_again(comparison)) {
    text += printable(fmt::format("  {}, {}, {}, boot {}, attempt {} was done again:", boot.variant,
                                  boot.machine, boot.workload, boot.boot, boot.attempt)) +
            '\n';
    text += wrap(boot.reason, 6, kLineWidth);
  }
  return text;
}

std::string anomaly_section(const query::Comparison& comparison) {
  std::string text;
  for (const format::DataFault& fault : format::data_faults(comparison)) {
    text += fmt::format("  {:7}  {}: {}\n", to_string(fault.severity), fault.name,
                        format::count(fault.count));
    if (fault.meaning.empty()) continue;
    text += wrap(std::string(fault.meaning), 11, kLineWidth);
    text += wrap(fmt::format("-> {}", fault.advice), 11, kLineWidth);
  }
  if (text.empty()) return text;
  return "Received, but not understood, dropped or repaired (counts over all boots)\n\n" + text;
}

}  // namespace folioscope::text
