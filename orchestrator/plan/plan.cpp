// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/plan.h"

#include <algorithm>
#include <iterator>

#include "base/workload_name.h"
#include "plan/shuffle.h"

namespace folioscope::plan {
namespace {

// The sweep of one workload: every combination of its arguments' values, the last argument turning
// fastest. Keys come later.
std::vector<WorkloadCondition> expand(const spec::Workload& workload) {
  std::vector<WorkloadCondition> conditions{
      {{}, workload.program, {}, workload.timeout_ms, {}, {}, workload.typical_ms}};
  for (const auto& [name, values] : workload.args) {
    std::vector<WorkloadCondition> longer;
    for (const WorkloadCondition& condition : conditions)
      for (const std::string& value : values) {
        longer.push_back(condition);
        longer.back().args.emplace_back(name, value);
      }
    conditions = std::move(longer);
  }
  return conditions;
}

// "mig_window_us" of "/sys/kernel/debug/mmtrace/mig_window_us".
std::string last_component(const std::string& path) {
  return path.substr(path.find_last_of('/') + 1);
}

// Each condition with each value of each setting; a setting that is not swept needs no word in the
// key.
std::vector<WorkloadCondition> set_up(std::vector<WorkloadCondition> conditions,
                                      const std::vector<spec::SettingSweep>& settings) {
  for (const spec::SettingSweep& setting : settings) {
    std::vector<WorkloadCondition> all;
    for (const WorkloadCondition& condition : conditions)
      for (const std::string& value : setting.values) {
        all.push_back(condition);
        all.back().settings.push_back({setting.path, value});
        if (setting.values.size() > 1)
          all.back().swept.emplace_back(last_component(setting.path), value);
      }
    conditions = std::move(all);
  }
  return conditions;
}

// Each condition at each level; a single level is not worth a word in the key.
std::vector<WorkloadCondition> observed(const std::vector<WorkloadCondition>& conditions,
                                        const std::vector<spec::Observe>& levels) {
  std::vector<WorkloadCondition> all;
  for (const WorkloadCondition& condition : conditions)
    for (const spec::Observe level : levels) {
      all.push_back(condition);
      all.back().observe = level;
      if (levels.size() > 1) all.back().swept.emplace_back("observe", to_string(level));
    }
  return all;
}

// The value that a condition gives to an argument; empty when it leaves it to the program.
std::string value_of(const WorkloadCondition& condition, const std::string& name) {
  const auto found =
      std::ranges::find(condition.args, name, &std::pair<std::string, std::string>::first);
  return found == condition.args.end() ? std::string() : found->second;
}

// Whether some condition of the program has another value for the argument.
bool differs(const std::vector<WorkloadCondition>& conditions, const std::string& program,
             const std::string& name, const std::string& value) {
  return std::ranges::any_of(conditions, [&](const WorkloadCondition& other) {
    return other.program == program && value_of(other, name) != value;
  });
}

// Of the arguments, those in which the conditions of a program differ tell them apart.
void find_swept_arguments(std::vector<WorkloadCondition>& conditions) {
  for (WorkloadCondition& condition : conditions)
    for (const auto& [name, value] : condition.args)
      if (differs(conditions, condition.program, name, value))
        condition.swept.emplace_back(name, value);
}

// The whole matrix in the order of its ids.
std::vector<Cell> make_matrix(const spec::Spec& spec, std::size_t workloads) {
  std::vector<Cell> cells;
  for (std::size_t variant = 0; variant < spec.variants.size(); ++variant)
    for (std::size_t machine = 0; machine < spec.machines.size(); ++machine)
      for (std::size_t workload = 0; workload < workloads; ++workload)
        for (int boot = 0; boot < spec.boots; ++boot) {
          CellId id{static_cast<std::int64_t>(cells.size()) + 1};
          cells.push_back({id, variant, machine, workload, boot, 0});
        }
  return cells;
}

}  // namespace

int guests_at_once(const spec::Spec& spec, int carried, int wanted) {
  if (wanted > 0) return wanted;
  return spec.guests > 0 ? std::min(spec.guests, carried) : carried;
}

Plan make_plan(const spec::Spec& spec) {
  Plan plan{spec, {}, {}};
  for (const spec::Workload& workload : spec.workloads)
    std::ranges::move(expand(workload), std::back_inserter(plan.workloads));
  find_swept_arguments(plan.workloads);
  plan.workloads = observed(set_up(std::move(plan.workloads), spec.settings), spec.observe);
  for (WorkloadCondition& condition : plan.workloads)
    condition.key = to_string(WorkloadName{condition.program, condition.swept});

  std::vector<Cell> matrix = make_matrix(spec, plan.workloads.size());
  std::vector<std::vector<Cell>> blocks(static_cast<std::size_t>(spec.boots));
  for (const Cell& cell : matrix) blocks[static_cast<std::size_t>(cell.boot)].push_back(cell);
  SplitMix64 random(spec.seed);
  for (std::vector<Cell>& block : blocks) {
    shuffle(block, random);
    std::ranges::move(block, std::back_inserter(plan.cells));
  }
  for (std::size_t i = 0; i < plan.cells.size(); ++i) plan.cells[i].position = static_cast<int>(i);
  return plan;
}

}  // namespace folioscope::plan
