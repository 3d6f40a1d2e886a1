// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/plan.h"

#include <algorithm>
#include <iterator>
#include <map>

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

// Each condition on each base, those of one base together; a single one is not worth a word.
std::vector<WorkloadCondition> on_bases(const std::vector<WorkloadCondition>& conditions,
                                        const std::vector<spec::NamedBase>& bases) {
  std::vector<WorkloadCondition> all;
  for (std::size_t base = 0; base < bases.size(); ++base)
    for (const WorkloadCondition& condition : conditions) {
      all.push_back(condition);
      all.back().base = base;
      if (bases.size() > 1)
        all.back().swept.insert(all.back().swept.begin(), {kBaseFactor, bases[base].name});
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
std::vector<Cell> make_matrix(const spec::Spec& spec,
                              const std::vector<WorkloadCondition>& workloads) {
  std::vector<Cell> cells;
  for (std::size_t variant = 0; variant < spec.variants.size(); ++variant)
    for (std::size_t machine = 0; machine < spec.machines.size(); ++machine)
      for (std::size_t workload = 0; workload < workloads.size(); ++workload) {
        if (!spec.variants[variant].is_on(spec.bases[workloads[workload].base])) continue;
        for (int boot = 0; boot < spec.boots; ++boot) {
          CellId id{static_cast<std::int64_t>(cells.size()) + 1};
          cells.push_back({id, variant, machine, workload, boot, boot / spec::kBootsInBlock, 0});
        }
      }
  return cells;
}

// A block, and in it a condition: what is shuffled within itself.
struct Place {
  int block = 0;
  std::size_t machine = 0, workload = 0;

  auto operator<=>(const Place&) const = default;
};

// The matrix block by block.
std::vector<Cell> in_order(const std::vector<Cell>& matrix, std::uint64_t seed) {
  std::map<Place, std::vector<Cell>> places;
  for (const Cell& cell : matrix) places[{cell.block, cell.machine, cell.workload}].push_back(cell);
  SplitMix64 random(seed);
  std::vector<Cell> cells;
  cells.reserve(matrix.size());
  for (auto place = places.begin(); place != places.end();) {
    std::vector<std::vector<Cell>*> block;
    for (const int number = place->first.block;
         place != places.end() && place->first.block == number; ++place)
      block.push_back(&place->second);
    shuffle(block, random);
    for (std::vector<Cell>* condition : block) {
      shuffle(*condition, random);
      std::ranges::move(*condition, std::back_inserter(cells));
    }
  }
  for (std::size_t i = 0; i < cells.size(); ++i) cells[i].position = static_cast<int>(i);
  return cells;
}

}  // namespace

int fewest_boots(const spec::Spec& spec) {
  return spec.fewest_boots > 0 ? std::min(spec.fewest_boots, spec.boots) : spec.boots;
}

std::size_t fewest_cells(const Plan& plan) {
  const int fewest = fewest_boots(plan.spec);
  return static_cast<std::size_t>(
      std::ranges::count_if(plan.cells, [&](const Cell& cell) { return cell.boot < fewest; }));
}

int guests_at_once(const spec::Spec& spec, int carried, int wanted) {
  if (wanted > 0) return wanted;
  return spec.guests > 0 ? std::min(spec.guests, carried) : carried;
}

Plan make_plan(const spec::Spec& spec) {
  Plan plan{spec, {}, {}};
  for (std::size_t i = 0; i < spec.workloads.size(); ++i)
    for (WorkloadCondition condition : expand(spec.workloads[i])) {
      condition.workload = i;
      plan.workloads.push_back(std::move(condition));
    }
  find_swept_arguments(plan.workloads);
  plan.workloads = observed(set_up(std::move(plan.workloads), spec.settings), spec.observe);
  plan.workloads = on_bases(plan.workloads, spec.bases);
  for (WorkloadCondition& condition : plan.workloads)
    condition.key = to_string(WorkloadName{condition.program, condition.swept});

  plan.cells = in_order(make_matrix(spec, plan.workloads), spec.seed);
  return plan;
}

}  // namespace folioscope::plan
