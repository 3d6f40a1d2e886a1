// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/correlate.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace folioscope::compare {
namespace {

using query::Operation;

template <auto Member>
double number(const Operation& operation) {
  return static_cast<double>(operation.*Member);
}

constexpr std::array<Quantity, kQuantities> kAll{
    Quantity{"failed", "count", "whether it failed", number<&Operation::failed>},
    Quantity{"latency", "ns", "how long it took", number<&Operation::latency_ns>},
    Quantity{"retries", "count", "ranges found busy", number<&Operation::retries>},
    Quantity{"failed_attempts", "count", "failed attempts to migrate a page",
             number<&Operation::failed_attempts>},
    Quantity{"longest_lock", "ns", "longest lock hold by others",
             number<&Operation::longest_lock_ns>},
    Quantity{"locks", "ns", "lock holds by others, added up", number<&Operation::locks_ns>},
    Quantity{"contended_locks", "count", "lock holds by others that somebody waited for",
             number<&Operation::contended_locks>},
    Quantity{"referenced_pages", "count", "pages with a reference in the way",
             number<&Operation::referenced_pages>},
    Quantity{"reference_time", "ns", "references in the way, pages x time",
             number<&Operation::reference_ns>}};

std::vector<stats::Points> points_of(const std::vector<BootsOperations>& boots, const Quantity& x,
                                     const Quantity& y) {
  std::vector<stats::Points> points;
  for (const BootsOperations& boot : boots) {
    stats::Points of_boot;
    for (const Operation& operation : *boot.operations)
      of_boot.push_back({x.of(operation), y.of(operation)});
    points.push_back(std::move(of_boot));
  }
  return points;
}

VariantCorrelation counted(const VariantOperations& variant, const Quantity& x) {
  VariantCorrelation result{.variant = variant.variant,
                            .boots = static_cast<std::int64_t>(variant.boots.size())};
  for (const BootsOperations& boot : variant.boots)
    for (const Operation& operation : *boot.operations) {
      const bool with = x.of(operation) > 0;
      ++result.operations;
      result.failed += operation.failed ? 1 : 0;
      ++(operation.failed ? (with ? result.by_x.failed_with : result.by_x.failed_without)
                          : (with ? result.by_x.succeeded_with : result.by_x.succeeded_without));
    }
  return result;
}

// Of points that have no rho.
NoRho why_not(const std::vector<stats::Points>& boots) {
  std::size_t points = 0;
  std::set<double> x, y;
  for (const stats::Points& boot : boots)
    for (const stats::Point& point : boot) {
      ++points;
      if (x.size() < 2) x.insert(point.x);
      if (y.size() < 2) y.insert(point.y);
    }
  if (y.size() < 2 && points > 1) return NoRho::SameY;
  return x.size() < 2 && points > 1 ? NoRho::SameX : NoRho::TooFewOperations;
}

std::optional<double> share(std::int64_t part, std::int64_t rest) {
  if (part + rest == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(part + rest);
}

}  // namespace

const std::array<Quantity, kQuantities>& quantities() { return kAll; }

const Quantity* find_quantity(std::string_view name) {
  const auto* const found = std::ranges::find(kAll, name, &Quantity::name);
  return found == kAll.end() ? nullptr : found;
}

std::optional<double> TwoByTwo::failure_rate_with() const {
  return share(failed_with, succeeded_with);
}
std::optional<double> TwoByTwo::failure_rate_without() const {
  return share(failed_without, succeeded_without);
}

std::vector<OperationSet> operation_sets(const query::Comparison& comparison,
                                         const query::OperationsOfRun& operations,
                                         const query::Condition& condition) {
  std::map<query::OperationKind, std::map<std::string, std::vector<BootsOperations>>> kinds;
  for (const query::Cell& cell : comparison.cells) {
    if (cell.row.machine != condition.machine || cell.row.workload != condition.workload) continue;
    const auto boot = operations.boots.find(cell.row.id);
    if (boot == operations.boots.end()) continue;
    for (const auto& [kind, list] : boot->second)
      kinds[kind][cell.row.variant].push_back({cell.row.id, cell.row.boot, &list});
  }
  std::vector<OperationSet> sets;
  for (auto& [kind, by_variant] : kinds) {
    OperationSet set{condition.machine, condition.workload, kind, {}};
    for (std::size_t i = 0; i < comparison.variants.size(); ++i) {
      const std::string& name = comparison.variants[i].row.name;
      if (const auto boots = by_variant.find(name); boots != by_variant.end())
        set.variants.push_back({i, name, std::move(boots->second)});
    }
    sets.push_back(std::move(set));
  }
  return sets;
}

CorrelationTable correlation_of(const OperationSet& set, const Quantity& x, const Quantity& y,
                                std::uint64_t seed) {
  CorrelationTable table{set.machine, set.workload, set.kind, &x, &y, {}};
  std::vector<stats::Points> baseline;
  for (const VariantOperations& variant : set.variants) {
    const auto points = points_of(variant.boots, x, y);
    VariantCorrelation result = counted(variant, x);
    result.rho = stats::correlate(points, seed);
    if (!result.rho) result.no_rho = why_not(points);
    if (variant.position == 0)
      baseline = points;
    else
      result.from_baseline = stats::difference_of_rho(baseline, points, seed);
    table.variants.push_back(std::move(result));
  }
  return table;
}

std::vector<CorrelationTable> correlations_of(const query::Comparison& comparison,
                                              const query::OperationsOfRun& operations,
                                              const Quantity& x, const Quantity& y) {
  std::vector<CorrelationTable> tables;
  for (const query::Condition& condition : comparison.conditions)
    for (const OperationSet& set : operation_sets(comparison, operations, condition))
      tables.push_back(correlation_of(set, x, y, comparison.run.seed));
  return tables;
}

const Quantity* quantity_about(std::string_view metric) {
  if (const Quantity* named = find_quantity(metric)) return named;
  struct Word {
    std::string_view in_metric, quantity;
  };
  // The first that fits: "lock_wait" is about locks, whatever else the name has.
  static constexpr std::array kWords{Word{"lock_", "longest_lock"}, Word{"latency", "latency"},
                                     Word{"retr", "retries"}, Word{"migrate_", "failed_attempts"},
                                     Word{"fail", "failed"}};
  for (const Word& word : kWords)
    if (metric.find(word.in_metric) != metric.npos) return find_quantity(word.quantity);
  return nullptr;
}

}  // namespace folioscope::compare
