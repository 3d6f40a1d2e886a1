// SPDX-License-Identifier: GPL-3.0-or-later
#include "calibrate/calibration.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/shown_text.h"
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
  std::string kernel;                 // releases, in the order of the bases
  std::string machine;
};

Result<Measured> measured(store::Reader& run) {
  Measured all;
  TRY(all.run, run.run());
  TRY(const std::vector<store::VariantRow> variants, run.variants());
  TRY(const std::vector<store::MachineRow> machines, run.machines());
  std::vector<std::string> kernels;
  for (const store::VariantRow& variant : variants)
    if (const std::string release = variant.kernel_release.value_or("unknown");
        std::ranges::find(kernels, release) == kernels.end())
      kernels.push_back(release);
  all.kernel = fmt::format("{}", fmt::join(kernels, ", "));
  if (!machines.empty())
    all.machine = fmt::format("{} vCPUs, {} MiB, {} nodes", machines.front().vcpus,
                              machines.front().memory.count >> 20, machines.front().numa_nodes);
  TRY(const std::vector<store::CellRow> cells, run.cells());
  for (const store::CellRow& cell : cells)
    if (cell.status == CellStatus::Done) all.cells.push_back(cell);
  return all;
}

// What was measured on one base.
struct OnBase {
  std::string kernel;
  std::int64_t boots = 0, unplanted = 0;
  std::map<std::string, Score> by_kind;
  std::map<std::string, std::int64_t> moves;  // tried, by kind
};

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
          {"unknown_share", rounded(score.unknown_share(), 100'000)},
          {"wrong_share", rounded(score.wrong_share(), 100'000)},
          {"planted", score.planted},
          {"named", score.named},
          {"unknown", score.unknown},
          {"named_holders", score.named_holders},
          {"wrong", score.wrong}};
}

constexpr const char* kScoreHead = "  {:<12} {:>9} {:>9} {:>13} {:>13} {:>15}\n";

std::string score_line(std::string_view kind, const Score& score) {
  return fmt::format("  {:<12} {:>9} {:>9} {:>11.2f} % {:>11.2f} % {:>13.2f} %\n", kind,
                     score.failures, score.planted, 100 * score.named_share(),
                     100 * score.unknown_share(), 100 * score.wrong_share());
}

Score sum_of(const std::map<std::string, Score>& by_kind) {
  Score all;
  for (const auto& [kind, score] : by_kind) all.add(score);
  return all;
}

// By base, "" where the run has one only.
Result<std::map<std::string, OnBase>> score_run(store::Reader& run, const Measured& measured) {
  std::map<std::string, std::string> base_of;
  TRY(const std::vector<store::WorkloadRow> workloads, run.workloads());
  for (const store::WorkloadRow& workload : workloads) base_of[workload.name] = workload.base;
  std::map<std::string, OnBase> by_base;
  TRY(const std::vector<store::VariantRow> variants, run.variants());
  for (const store::VariantRow& variant : variants)
    by_base[variant.base].kernel = variant.kernel_release.value_or("unknown");
  for (const store::CellRow& cell : measured.cells) {
    OnBase& base = by_base[base_of[cell.workload]];
    TRY(const std::vector<std::string> lines, run.workload_results(cell.id));
    TRY(const store::ReferenceRows references, run.references(cell.id));
    base.unplanted += score_boot(lines, references, base.by_kind);
    ++base.boots;
    for (const auto& [kind, moves] : moves_by_kind(lines)) {
      base.moves[kind] += moves;
      base.by_kind[kind];  // what was tried and never failed is said, too
    }
  }
  return by_base;
}

Json kinds_json(const OnBase& base) {
  Json json = Json::object();
  for (const auto& [kind, score] : base.by_kind) {
    json[kind] = as_json(score);
    if (const auto moves = base.moves.find(kind); moves != base.moves.end())
      json[kind]["moves"] = moves->second;
  }
  return json;
}

Json bases_json(const std::map<std::string, OnBase>& by_base) {
  Json json = Json::object();
  for (const auto& [name, base] : by_base) {
    Json& one = json[name.empty() ? base.kernel : name];
    one = as_json(sum_of(base.by_kind));
    one["unplanted_failures"] = base.unplanted;
    one["kernel"] = base.kernel;
    one["boots"] = base.boots;
    one["by_kind"] = kinds_json(base);
  }
  return json;
}

std::string base_text(const std::string& name, const OnBase& base) {
  std::string text = fmt::format("{}Kernel {}, {} boots\n\n", name.empty() ? "" : name + ": ",
                                 base.kernel, base.boots);
  text += fmt::format(fmt::runtime(kScoreHead), "planted by", "failures", "holders", "named",
                      "unknown", "named wrongly");
  for (const auto& [kind, score] : base.by_kind) text += score_line(kind, score);
  return text + score_line("all", sum_of(base.by_kind)) +
         fmt::format("\n{} more failures of pages on which nothing was planted at that time.\n\n",
                     base.unplanted);
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
  TRY(const auto by_base, score_run(run, measured));
  OnBase all;
  for (const auto& [name, base] : by_base) {
    for (const auto& [kind, score] : base.by_kind) all.by_kind[kind].add(score);
    for (const auto& [kind, moves] : base.moves) all.moves[kind] += moves;
    all.unplanted += base.unplanted;
  }
  const Score sum = sum_of(all.by_kind);
  if (sum.failures == 0)
    return user_fault("no migration of a planted page failed in this run",
                      "the workload must be `pin`, the events must have `failures`, and `watch` "
                      "must cover the machine's memory");
  if (form == Form::Json) {
    Json json = as_json(sum);
    json["unplanted_failures"] = all.unplanted;
    json["by_kind"] = kinds_json(all);
    json["by_base"] = bases_json(by_base);
    json["measured"] = about(measured);
    json["measured"]["command"] = "folioscope calibrate --attribution --json";
    return json_text(json) + "\n";
  }
  std::string text = "Attribution of failed migrations, measured against planted references\n\n";
  for (const auto& [name, base] : by_base) text += base_text(name, base);
  return text + fmt::format(
                    "{}, {}. Unknown is a planted holder that nobody was named for, "
                    "rightly or wrongly.\n",
                    measured.machine, measured.run.acceleration);
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
    return json_text(json) + "\n";
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
