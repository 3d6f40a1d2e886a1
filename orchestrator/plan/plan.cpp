// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "plan/shuffle.h"

namespace folioscope::plan {
namespace {

// The sweep of one workload: every combination of its arguments' values, the last argument turning
// fastest. Keys come later.
std::vector<WorkloadPoint> expand(const spec::Workload& workload) {
  std::vector<WorkloadPoint> points{
      {{}, workload.program, {}, workload.timeout_ms, {}, {}, workload.typical_ms}};
  for (const auto& [name, values] : workload.args) {
    std::vector<WorkloadPoint> longer;
    for (const WorkloadPoint& point : points)
      for (const std::string& value : values) {
        longer.push_back(point);
        longer.back().args.emplace_back(name, value);
      }
    points = std::move(longer);
  }
  return points;
}

void add_to_key(WorkloadPoint& point, const std::string& name, std::string_view value) {
  point.key += fmt::format(" {}={}", name, value);
  point.swept.emplace_back(name, value);
}

// "mig_window_us" of "/sys/kernel/debug/mmtrace/mig_window_us".
std::string last_component(const std::string& path) {
  return path.substr(path.find_last_of('/') + 1);
}

// Each point with each value of each setting; a setting that is not swept needs no word in the key.
std::vector<WorkloadPoint> set_up(std::vector<WorkloadPoint> points,
                                  const std::vector<spec::SettingSweep>& settings) {
  for (const spec::SettingSweep& setting : settings) {
    std::vector<WorkloadPoint> all;
    for (const WorkloadPoint& point : points)
      for (const std::string& value : setting.values) {
        all.push_back(point);
        all.back().settings.push_back({setting.path, value});
        if (setting.values.size() > 1) add_to_key(all.back(), last_component(setting.path), value);
      }
    points = std::move(all);
  }
  return points;
}

// Each point at each level; a single level is not worth a word in the key.
std::vector<WorkloadPoint> observed(const std::vector<WorkloadPoint>& points,
                                    const std::vector<spec::Observe>& levels) {
  std::vector<WorkloadPoint> all;
  for (const WorkloadPoint& point : points)
    for (const spec::Observe level : levels) {
      all.push_back(point);
      all.back().observe = level;
      if (levels.size() > 1) add_to_key(all.back(), "observe", to_string(level));
    }
  return all;
}

// The value that a point gives to an argument; empty when it leaves it to the program.
std::string value_of(const WorkloadPoint& point, const std::string& name) {
  const auto found =
      std::ranges::find(point.args, name, &std::pair<std::string, std::string>::first);
  return found == point.args.end() ? std::string() : found->second;
}

// The key names the program, and of its arguments those in which its points differ.
void name_points(std::vector<WorkloadPoint>& points) {
  for (WorkloadPoint& point : points) {
    point.key = point.program;
    for (const auto& [name, value] : point.args)
      if (std::ranges::any_of(points, [&](const WorkloadPoint& other) {
            return other.program == point.program && value_of(other, name) != value;
          }))
        add_to_key(point, name, value);
  }
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
  name_points(plan.workloads);
  plan.workloads = observed(set_up(std::move(plan.workloads), spec.settings), spec.observe);

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
