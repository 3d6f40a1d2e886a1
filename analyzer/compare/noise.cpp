// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/noise.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compare/findings.h"
#include "stats/planning.h"

namespace folioscope::compare {
namespace {

std::string fact(const store::NamedValues& host, std::string_view name) {
  const auto found = std::ranges::find(host, name, &std::pair<std::string, std::string>::first);
  return found == host.end() ? "unknown" : found->second;
}

stats::Contrast contrast_of(const query::Series& series, std::size_t variant) {
  std::vector<stats::Boot> boots;
  stats::Values values;
  for (const std::size_t side : {std::size_t{0}, variant})
    for (const query::BootValue& boot : series.variants[side].boots) {
      boots.push_back({boot.block, side != 0});
      values.push_back(boot.value);
    }
  return stats::contrast(boots, values);
}

double mean_of(const query::VariantBoots& variant) {
  double sum = 0;
  for (const query::BootValue& boot : variant.boots) sum += boot.value;
  return variant.boots.empty() ? 0 : sum / static_cast<double>(variant.boots.size());
}

}  // namespace

std::string host_name(const store::RunRow& run) {
  return fmt::format("{}, {} cores, {}", fact(run.host, "cpu_model"), fact(run.host, "cores"),
                     run.acceleration);
}

std::string shape_of(const store::MachineRow& machine) {
  return fmt::format("{} vCPUs, {} MiB, {} node{}", machine.vcpus, machine.memory.count >> 20,
                     machine.numa_nodes, machine.numa_nodes == 1 ? "" : "s");
}

std::vector<Noise> noise_of(const TestedRun& run) {
  std::vector<Noise> all;
  if (run.variants.size() < 2) return all;
  const std::vector<std::string> headline = headline_of(run);
  for (const query::Condition& condition : run.conditions) {
    const auto machine =
        std::ranges::find(run.machines, condition.machine, &store::MachineRow::name);
    if (machine == run.machines.end()) continue;
    for (const std::string& name : headline) {
      const query::Series* series = series_of(condition, name);
      if (series == nullptr) continue;
      const stats::Contrast contrast = contrast_of(*series, 1);
      const double deviation = stats::deviation_of(contrast);
      if (!(deviation > 0)) continue;
      all.push_back({host_name(run.run), shape_of(*machine), condition.workload, name, series->unit,
                     mean_of(series->variants.front()), deviation, contrast.freedom()});
    }
  }
  return all;
}

std::optional<Shown> shown_by(const Noise& noise, std::size_t boots) {
  const double mean = std::abs(noise.mean);
  if (!(mean > 0)) return std::nullopt;
  const stats::Range range = stats::deviation_range(noise.deviation, noise.freedom);
  return Shown{stats::detectable(range.low, boots) / mean,
               stats::detectable(range.high, boots) / mean};
}

}  // namespace folioscope::compare
