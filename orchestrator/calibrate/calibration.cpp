// SPDX-License-Identifier: GPL-3.0-or-later
#include "calibrate/calibration.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "calibrate/attribution.h"
#include "calibrate/levels.h"

namespace folioscope::calibrate {
namespace {

using Json = nlohmann::ordered_json;

// The workload's own time for its fixed amount of work.
constexpr const char* kWorkTime = "elapsed";

struct Measured {
  store::RunRow run;
  std::vector<store::CellRow> cells;  // that ran to their end
  std::string kernel;                 // release of the first variant
  std::string machine;
};

Result<Measured> measured(store::Reader& run) {
  Measured all;
  TRY(all.run, run.run());
  TRY(const std::vector<store::VariantRow> variants, run.variants());
  TRY(const std::vector<store::MachineRow> machines, run.machines());
  if (!variants.empty()) all.kernel = variants.front().kernel_release.value_or("unknown");
  if (!machines.empty())
    all.machine = fmt::format("{} vCPUs, {} MiB, {} nodes", machines.front().vcpus,
                              machines.front().memory.count >> 20, machines.front().numa_nodes);
  TRY(const std::vector<store::CellRow> cells, run.cells());
  for (const store::CellRow& cell : cells)
    if (cell.status == CellStatus::Done) all.cells.push_back(cell);
  return all;
}

// Three decimals: more would be noise.
double rounded(double value, double digits = 1000) {
  return static_cast<double>(static_cast<std::int64_t>(value * digits + (value < 0 ? -0.5 : 0.5))) /
         digits;
}

Json about(const Measured& measured) {
  return {{"experiment", measured.run.name},
          {"tool_version", measured.run.tool_version},
          {"kernel", measured.kernel},
          {"machine", measured.machine},
          {"acceleration", measured.run.acceleration},
          {"boots", measured.cells.size()}};
}

Json as_json(const Score& score) {
  return {{"failures", score.failures},
          {"named_share", rounded(score.named_share(), 100'000)},
          {"wrong_share", rounded(score.wrong_share(), 100'000)},
          {"planted", score.planted},
          {"named", score.named},
          {"named_holders", score.named_holders},
          {"wrong", score.wrong}};
}

std::string score_line(std::string_view kind, const Score& score) {
  return fmt::format("  {:<12} {:>9} {:>9} {:>11.2f} % {:>11.2f} %\n", kind, score.failures,
                     score.planted, 100 * score.named_share(), 100 * score.wrong_share());
}

std::string_view level_in(std::string_view workload) {
  constexpr std::string_view kMark = " observe=";
  const std::size_t at = workload.rfind(kMark);
  return at == std::string_view::npos ? std::string_view{} : workload.substr(at + kMark.size());
}

// Page lock hooks and walks of wait queues, as the guest counted them.
bool is_hook_count(std::string_view name) {
  return name.starts_with("mmtrace_acquired_") || name == "mmtrace_released" ||
         name == "mmtrace_waits" || name == "mmtrace_wakes";
}

Result<std::vector<LevelBoot>> level_boots(store::Reader& run, const Measured& measured) {
  TRY(const std::vector<store::MachineRow> machines, run.machines());
  std::vector<LevelBoot> boots;
  for (const store::CellRow& cell : measured.cells) {
    LevelBoot boot{.level = std::string(level_in(cell.workload)), .block = cell.block};
    double vcpus = 1;
    for (const store::MachineRow& machine : machines)
      if (machine.name == cell.machine) vcpus = machine.vcpus;
    TRY(const std::vector<store::MetricRow> metrics, run.metrics(cell.id));
    for (const store::MetricRow& metric : metrics) {
      if (metric.name == kWorkTime && metric.unit == "ns") boot.work_ns = metric.value * vcpus;
      if (is_hook_count(metric.name)) boot.hooks += metric.value;
    }
    if (!boot.level.empty()) boots.push_back(std::move(boot));
  }
  return boots;
}

Json as_json(const LevelCost& cost) {
  return {{"level", cost.level},
          {"boots", cost.boots},
          {"work_ns", rounded(cost.work_ns, 1)},
          {"percent", rounded(cost.percent)},
          {"percent_low", rounded(cost.percent_low)},
          {"percent_high", rounded(cost.percent_high)},
          {"ns_per_event", rounded(cost.ns_per_event, 1)}};
}

}  // namespace

Result<std::string> describe_attribution(store::Reader& run, Form form) {
  TRY(const Measured measured, measured(run));
  std::map<std::string, Score> by_kind;
  std::int64_t unplanted = 0;
  for (const store::CellRow& cell : measured.cells) {
    TRY(const std::vector<std::string> lines, run.workload_results(cell.id));
    TRY(const store::ReferenceRows references, run.references(cell.id));
    unplanted += score_boot(lines, references, by_kind);
  }
  Score all;
  for (const auto& [kind, score] : by_kind) all.add(score);
  if (all.failures == 0)
    return user_fault("no migration of a planted page failed in this run",
                      "the workload must be `pin`, the events must have `failures`, and `watch` "
                      "must cover the machine's memory");
  if (form == Form::Json) {
    Json json = as_json(all);
    json["unplanted_failures"] = unplanted;
    for (const auto& [kind, score] : by_kind) json["by_kind"][kind] = as_json(score);
    json["measured"] = about(measured);
    return json.dump(2) + "\n";
  }
  std::string text = fmt::format(
      "Attribution of failed migrations, measured against planted references\n\n"
      "  {:<12} {:>9} {:>9} {:>13} {:>13}\n",
      "planted by", "failures", "holders", "named", "named wrongly");
  for (const auto& [kind, score] : by_kind) text += score_line(kind, score);
  return text + score_line("all", all) +
         fmt::format(
             "\nKernel {}, {}, {}, {} boots. {} more failures of pages on which nothing "
             "was planted at that time.\n",
             measured.kernel, measured.machine, measured.run.acceleration, measured.cells.size(),
             unplanted);
}

Result<std::string> describe_levels(store::Reader& run, Form form) {
  TRY(const Measured measured, measured(run));
  TRY(const std::vector<LevelBoot> boots, level_boots(run, measured));
  const std::vector<LevelCost> costs = level_costs(boots);
  if (costs.size() < 2)
    return user_fault("no block of this run has level none and another one",
                      "the experiment needs `observe: [none, ...]` and the workload `lock-herd`");
  if (form == Form::Json) {
    Json json;
    for (const LevelCost& cost : costs) json["levels"].push_back(as_json(cost));
    json["measured"] = about(measured);
    return json.dump(2) + "\n";
  }
  std::string text = fmt::format(
      "What observation costs a workload that takes page locks\n\n"
      "  {:<12} {:>6} {:>12} {:>10} {:>20} {:>14}\n",
      "level", "boots", "work", "slower by", "(blocks)", "ns per event");
  for (const LevelCost& cost : costs)
    text += fmt::format("  {:<12} {:>6} {:>10.0f} ms {:>8.1f} % {:>20} {:>14.0f}\n", cost.level,
                        cost.boots, cost.work_ns / 1e6, cost.percent,
                        fmt::format("{:.1f} .. {:.1f} %", cost.percent_low, cost.percent_high),
                        cost.ns_per_event);
  return text + fmt::format(
                    "\nKernel {}, {}, {}. Work is time times vCPUs; each boot is compared with the "
                    "one without\nobservation in its block. An event is a lock taken or let go, a "
                    "wait or a wake-up.\n",
                    measured.kernel, measured.machine, measured.run.acceleration);
}

}  // namespace folioscope::calibrate
