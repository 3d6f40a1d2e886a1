// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/join.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>

namespace folioscope::query {
namespace {

// Only the whole of a condition is a block.
constexpr int kOneBlock = 0;

std::size_t position_of(const Comparison& run, const std::string& variant) {
  for (std::size_t i = 0; i < run.variants.size(); ++i)
    if (run.variants[i].row.name == variant) return i;
  return run.variants.size();
}

Result<std::vector<std::size_t>> choose(const RunToJoin& run, const std::string& variant) {
  std::vector<std::string> names;
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < run.comparison.variants.size(); ++i) {
    names.push_back(run.comparison.variants[i].row.name);
    all.push_back(i);
  }
  if (variant.empty()) return all;
  const std::size_t at = position_of(run.comparison, variant);
  if (at == names.size())
    return user_fault(fmt::format("{} has no variant '{}'", run.label, variant),
                      fmt::format("it has: {}", fmt::join(names, ", ")));
  return std::vector<std::size_t>{at};
}

bool alike(const store::MachineRow& one, const store::MachineRow& other) {
  return one.vcpus == other.vcpus && one.memory == other.memory &&
         one.numa_nodes == other.numa_nodes && one.cmdline == other.cmdline;
}

template <class Row>
const Row* named(const std::vector<Row>& rows, const std::string& name) {
  const auto found = std::ranges::find(rows, name, &Row::name);
  return found == rows.end() ? nullptr : &*found;
}

const Condition* same_place(const Comparison& run, const Condition& condition) {
  for (const Condition& other : run.conditions)
    if (other.machine == condition.machine && other.workload == condition.workload) return &other;
  return nullptr;
}

// Builds the comparison, variant after variant.
class Joining {
 public:
  Joining(const RunToJoin& first, const RunToJoin& second) : first_(first), second_(second) {
    const Comparison& base = first.comparison;
    joined_.comparison.run = base.run;
    joined_.comparison.run.fewest_boots = 0;
    joined_.comparison.run.name = fmt::format("{} ({}) against {} ({})", second.comparison.run.name,
                                              second.label, base.run.name, first.label);
    joined_.comparison.about = base.about;
    joined_.comparison.host = base.host;
    joined_.comparison.machines = base.machines;
    joined_.comparison.workloads = base.workloads;
    joined_.comparison.holders.in_cma = base.holders.in_cma || second.comparison.holders.in_cma;
    for (const Condition& condition : base.conditions)
      if (same_place(second.comparison, condition) != nullptr) {
        Condition copy = condition;
        copy.variants.clear();
        copy.series.clear();
        joined_.comparison.conditions.push_back(std::move(copy));
      }
  }

  bool any_condition() const { return !joined_.comparison.conditions.empty(); }

  void add(const RunToJoin& run, std::size_t variant) {
    const bool of_first = &run == &first_;
    const RunToJoin& other = of_first ? second_ : first_;
    Variant copy = run.comparison.variants[variant];
    const std::string was = copy.row.name;
    if (position_of(other.comparison, was) < other.comparison.variants.size())
      copy.row.name = fmt::format("{} of {}", was, run.label);
    copy.row.position = static_cast<int>(joined_.comparison.variants.size());
    copy.row.code_hash.reset();  // equal code on two days is worth comparing
    copy.row.functions.reset();  // of another baseline
    for (store::VariantRow& row : copy.others) {
      row.name = copy.row.name;
      row.code_hash.reset();
      row.functions.reset();
    }
    const std::int64_t offset = of_first ? 0 : first_cells_end();
    add_cells(run.comparison, was, copy.row.name, offset);
    for (Condition& condition : joined_.comparison.conditions)
      add_series(*same_place(run.comparison, condition), variant, copy.row.name, offset, condition);
    joined_.comparison.variants.push_back(std::move(copy));
  }

  Joined finish() && {
    for (Condition& condition : joined_.comparison.conditions)
      for (Series& series : condition.series) {
        series.variants.resize(joined_.comparison.variants.size());
        for (std::size_t i = 0; i < series.variants.size(); ++i)
          series.variants[i].variant = joined_.comparison.variants[i].row.name;
      }
    list_differences();
    return std::move(joined_);
  }

 private:
  std::int64_t first_cells_end() const {
    std::int64_t end = 0;
    for (const Cell& cell : first_.comparison.cells) end = std::max(end, cell.row.id.value);
    return end;
  }

  void add_cells(const Comparison& run, const std::string& was, const std::string& name,
                 std::int64_t offset) {
    std::map<std::int64_t, bool> taken;
    for (Cell cell : run.cells) {
      if (cell.row.variant != was) continue;
      taken[cell.row.id.value] = true;
      cell.row.variant = name;
      cell.row.block = kOneBlock;
      cell.row.id.value += offset;
      joined_.comparison.cells.push_back(std::move(cell));
    }
    Holders& holders = joined_.comparison.holders;
    for (BootHolders boot : run.holders.boots)
      if (taken.contains(boot.cell.value)) {
        holders.failures += boot.failures;
        holders.counted += boot.failures + boot.gone;
        boot.cell.value += offset;
        holders.boots.push_back(std::move(boot));
      }
    for (const auto& [cell, distributions] : run.lock_distributions)
      if (taken.contains(cell.value))
        joined_.comparison.lock_distributions[{cell.value + offset}] = distributions;
  }

  void add_series(const Condition& from, std::size_t variant, const std::string& name,
                  std::int64_t offset, Condition& to) {
    VariantFacts facts = from.variants[variant];
    facts.variant = name;
    to.variants.push_back(std::move(facts));
    for (const Series& series : from.series) {
      auto place = std::ranges::find_if(to.series, [&](const Series& one) {
        return one.metric == series.metric && one.unit == series.unit;
      });
      if (place == to.series.end()) {
        to.series.push_back({series.metric, series.unit, series.source, {}});
        place = to.series.end() - 1;
      }
      place->variants.resize(to.variants.size());
      for (BootValue boot : series.variants[variant].boots) {
        boot.cell.value += offset;
        boot.block = kOneBlock;
        place->variants.back().boots.push_back(boot);
      }
    }
  }

  void differ(const std::string& what, const std::string& one, const std::string& other) {
    if (one != other)
      joined_.differences.push_back(fmt::format("{}: {} in {}, {} in {}", what,
                                                one.empty() ? "unknown" : one, first_.label,
                                                other.empty() ? "unknown" : other, second_.label));
  }

  void list_differences() {
    const Comparison &one = first_.comparison, &other = second_.comparison;
    std::map<std::string, std::pair<std::string, std::string>> host;
    for (const HostFact& fact : one.host) host[fact.name].first = fact.value;
    for (const HostFact& fact : other.host) host[fact.name].second = fact.value;
    for (const auto& [name, values] : host) differ("host " + name, values.first, values.second);
    differ("acceleration", one.run.acceleration, other.run.acceleration);
    differ("image", one.run.image_hash.substr(0, 12), other.run.image_hash.substr(0, 12));
    differ("version of folioscope", one.run.tool_version, other.run.tool_version);
    for (const store::MachineRow& machine : one.machines)
      if (const auto* same = named(other.machines, machine.name); same && !alike(machine, *same))
        joined_.differences.push_back(
            fmt::format("machine {} is not the same in both", machine.name));
    list_left_out(one, other, first_.label);
    list_left_out(other, one, second_.label);
  }

  void list_left_out(const Comparison& run, const Comparison& other, const std::string& label) {
    for (const Condition& condition : run.conditions)
      if (same_place(other, condition) == nullptr)
        joined_.differences.push_back(fmt::format("only {} has {} on {}: left out", label,
                                                  condition.workload, condition.machine));
  }

  const RunToJoin &first_, &second_;
  Joined joined_;
};

}  // namespace

Result<Joined> join(const RunToJoin& first, const RunToJoin& second, const std::string& baseline,
                    const std::string& variant) {
  TRY(const auto of_first, choose(first, baseline));
  TRY(const auto of_second, choose(second, variant));
  if (of_first.empty() || of_second.empty())
    return user_fault("a run without variants cannot be compared", "name runs that have boots");
  Joining joining(first, second);
  if (!joining.any_condition())
    return user_fault(
        fmt::format("{} and {} have no machine and workload in common", first.label, second.label),
        "run the same experiment twice, or experiments that share a machine and a workload");
  joining.add(first, of_first.front());
  for (const std::size_t at : of_second) joining.add(second, at);
  return std::move(joining).finish();
}

}  // namespace folioscope::query
