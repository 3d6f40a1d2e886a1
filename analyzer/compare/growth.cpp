// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/growth.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "compare/condition_values.h"

namespace folioscope::compare {
namespace {

constexpr const char* kCpus = "vCPUs";
constexpr const char* kNodes = "NUMA nodes";
constexpr const char* kProgram = "program";

std::optional<double> number_in(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

// What a condition is made of, the sizes of its machine among it.
ConditionValues parts_of(const query::Comparison& comparison, const ConditionResult& condition) {
  ConditionValues parts = values_of(comparison, *condition.where);
  const auto workload =
      std::ranges::find(comparison.workloads, condition.where->workload, &store::WorkloadRow::name);
  if (workload != comparison.workloads.end()) parts[kProgram] = workload->program;
  const auto machine =
      std::ranges::find(comparison.machines, condition.where->machine, &store::MachineRow::name);
  if (machine == comparison.machines.end()) return parts;
  parts[kCpus] = std::to_string(machine->vcpus);
  parts[kNodes] = std::to_string(machine->numa_nodes);
  return parts;
}

// Everything but the axis. Machines that differ in size have different names.
ConditionValues rest_of(ConditionValues parts, const std::string& axis) {
  parts.erase(axis);
  if (axis == kCpus || axis == kNodes) parts.erase(kMachine);
  return parts;
}

std::string title_of(const ConditionResult& condition, const std::string& axis) {
  std::vector<std::string> words;
  for (const LabelPart& part : condition.label) {
    const bool of_axis = part.name == axis || ((axis == kCpus || axis == kNodes) &&
                                               part.text == condition.where->machine);
    if (!of_axis && part.text != kOvercommitted) words.push_back(part.text);
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

GrowthAxis axis_of(const query::Comparison& comparison, const Findings& findings,
                   const std::string& name) {
  GrowthAxis axis{name, {}};
  std::map<ConditionValues, std::size_t> panels;  // by what is the same in each
  for (const ConditionResult& condition : findings.conditions) {
    const ConditionValues parts = parts_of(comparison, condition);
    const auto part = parts.find(name);
    const auto x = part == parts.end() ? std::nullopt : number_in(part->second);
    if (!x) continue;
    const auto [place, fresh] = panels.try_emplace(rest_of(parts, name), axis.panels.size());
    if (fresh) axis.panels.push_back({title_of(condition, name), {}});
    // Two machines of one size: the first stands for both here, the tables have each.
    std::vector<GrowthStep>& steps = axis.panels[place->second].steps;
    if (std::ranges::find(steps, *x, &GrowthStep::x) == steps.end())
      steps.push_back({*x, part->second, &condition});
  }
  std::erase_if(axis.panels,
                [](const GrowthPanel& panel) { return panel.steps.size() < kFewestSteps; });
  for (GrowthPanel& panel : axis.panels) std::ranges::sort(panel.steps, {}, &GrowthStep::x);
  if (axis.panels.size() == 1) axis.panels.front().title.clear();
  return axis;
}

}  // namespace

bool GrowthPanel::overcommitted() const {
  return std::ranges::all_of(steps,
                             [](const GrowthStep& step) { return step.condition->host_cores > 0; });
}

std::vector<GrowthAxis> growth_of(const query::Comparison& comparison, const Findings& findings) {
  std::set<std::string> names;
  for (const ConditionResult& condition : findings.conditions)
    for (const auto& [name, value] : parts_of(comparison, condition)) names.insert(name);
  names.erase(kBaseFactor);  // a version is no number
  names.erase(kCpus);
  names.erase(kNodes);
  std::vector<std::string> ordered(names.begin(), names.end());
  ordered.insert(ordered.end(), {kCpus, kNodes});
  std::vector<GrowthAxis> axes;
  for (const std::string& name : ordered)
    if (GrowthAxis axis = axis_of(comparison, findings, name); !axis.panels.empty())
      axes.push_back(std::move(axis));
  return axes;
}

}  // namespace folioscope::compare
