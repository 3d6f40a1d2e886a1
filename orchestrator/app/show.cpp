// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/cli.h"
#include "app/open_run.h"
#include "app/output.h"
#include "app/show_anomalies.h"
#include "app/show_attempts.h"
#include "app/show_histograms.h"
#include "base/shown_text.h"

namespace folioscope::app {
namespace {

struct ShowArguments {
  std::string run;
  std::optional<std::int64_t> cell;
  bool json = false;
  bool histograms = false;
};

nlohmann::json cell_json(const store::CellRow& cell) {
  nlohmann::json out{{"id", cell.id.value},
                     {"variant", cell.variant},
                     {"machine", cell.machine},
                     {"workload", cell.workload},
                     {"boot", cell.boot},
                     {"block", cell.block},
                     {"status", std::string(to_string(cell.status))},
                     {"reason", cell.reason},
                     {"console", cell.console}};
  if (cell.boot_ms) out["boot_ms"] = *cell.boot_ms;
  return out;
}

Status show_run(store::Reader& reader, bool json) {
  TRY(const store::RunRow run, reader.run());
  TRY(const auto variants, reader.variants());
  TRY(const auto cells, reader.cells());
  TRY(auto attempts, reader.attempts());
  TRY(const auto anomalies, anomalies_of_run(reader));
  if (json) {
    nlohmann::json out{{"name", run.name},
                       {"spec_file", run.spec_file},
                       {"seed", run.seed},
                       {"acceleration", run.acceleration},
                       {"finished", run.finished.has_value()},
                       {"anomalies", anomalies_json(anomalies)}};
    for (const auto& cell : cells) {
      out["cells"].push_back(cell_json(cell));
      out["cells"].back()["attempts"] = attempts_json(attempts[cell.id]);
    }
    print_out("{}\n", json_text(out));
    return {};
  }
  print_out("{} ({}), seed {}, {}, {}\n", run.name, run.spec_file, run.seed, run.acceleration,
            run.finished ? "complete" : "incomplete");
  for (const auto& variant : variants)
    print_out("  variant {:16} {}\n", variant.name,
              variant.fault ? "not built: " + *variant.fault
                            : variant.kernel_release.value_or("") + "  " +
                                  variant.kernel_hash.value_or("").substr(0, 12));
  print_hosts(attempts);
  print_out("{:>5}  {:16} {:12} {:24} {:>4}  {:>8}  {}\n", "cell", "variant", "machine", "workload",
            "boot", "boot ms", "status");
  for (const auto& cell : cells) {
    const std::string reason = cell.reason.substr(0, cell.reason.find('\n'));
    print_out("{:5}  {:16} {:12} {:24} {:4}  {:>8}  {}{}{}{}\n", cell.id.value, cell.variant,
              cell.machine, cell.workload, cell.boot,
              cell.boot_ms ? fmt::format("{}", *cell.boot_ms) : "", to_string(cell.status),
              attempts_note(attempts[cell.id]), reason.empty() ? "" : ": ", reason);
  }
  print_anomalies(anomalies);
  return {};
}

void print_accounting(const std::vector<store::CpuAccounting>& accounting) {
  print_out("{:>5} {:>12} {:>12} {:>10}\n", "cpu", "produced", "stored", "lost");
  for (const auto& cpu : accounting)
    print_out("{:5} {:12} {:12} {:10}\n", cpu.cpu, cpu.produced, cpu.stored, cpu.lost());
}

Status show_cell(store::Reader& reader, CellId id, bool json) {
  TRY(const auto cells, reader.cells());
  const auto cell = std::find_if(cells.begin(), cells.end(),
                                 [&](const store::CellRow& row) { return row.id == id; });
  if (cell == cells.end())
    return user_fault(fmt::format("there is no cell {} in this run", id.value),
                      "folioscope show RUN lists the cells");
  TRY(const auto metrics, reader.metrics(id));
  TRY(const auto accounting, reader.cpu_accounting(id));
  TRY(const auto anomalies, reader.anomalies(id));
  TRY(auto attempts, reader.attempts());
  if (json) {
    nlohmann::json out = cell_json(*cell);
    out["attempts"] = attempts_json(attempts[id]);
    for (const auto& m : metrics)
      out["metrics"][m.name] = {{"value", m.value},
                                {"unit", m.unit},
                                {"source", m.source},
                                {"touched_by_loss", m.touched_by_loss}};
    out["anomalies"] = anomalies_json(anomalies);
    print_out("{}\n", json_text(out));
    return {};
  }
  print_out("cell {}: {} on {}, {}, boot {}: {}\n", cell->id.value, cell->variant, cell->machine,
            cell->workload, cell->boot, to_string(cell->status));
  if (!cell->reason.empty()) print_out("{}\n", cell->reason);
  print_out("console: {}\n", cell->console);
  print_attempts(attempts[id]);
  for (const auto& m : metrics)
    print_out("  {:36} {:>14.6g} {:8} {}{}\n", m.name, m.value, m.unit, m.source,
              m.touched_by_loss ? "  (events were lost)" : "");
  if (!accounting.empty()) print_accounting(accounting);
  print_anomalies(anomalies);
  return {};
}

Status show(const ShowArguments& arguments, store::Reader& reader) {
  if (!arguments.cell) return show_run(reader, arguments.json);
  const CellId cell{*arguments.cell};
  return arguments.histograms ? show_histograms(reader, cell, arguments.json)
                              : show_cell(reader, cell, arguments.json);
}

}  // namespace

void add_show(Command& app, Context& context) {
  auto* command = app.add_subcommand("show", "what is in a run, or in one of its boots");
  auto arguments = std::make_shared<ShowArguments>();
  command->add_option("RUN", arguments->run, "run directory or its run.db")->required();
  auto* cell = command->add_option("--cell", arguments->cell,
                                   "one boot: its metrics, its events accounted for, anomalies");
  command->add_flag("--json", arguments->json, "print JSON");
  command
      ->add_flag("--histograms", arguments->histograms,
                 "what the boot's kernel summed up of its events, by stack or field")
      ->needs(cell);
  command->callback([arguments, &context] {
    const auto reader = open_run(arguments->run, context);
    if (!reader) return;
    const Status status = show(*arguments, *reader);
    if (!status) context.fail(status.fault());
  });
}

}  // namespace folioscope::app
