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

// The operations of one kind under one condition: by variant, by boot.
using Boots = std::vector<const std::vector<Operation>*>;

std::map<query::OperationKind, std::map<std::string, Boots>> by_kind(
    const query::Comparison& comparison, const query::OperationsOfRun& operations,
    const query::Condition& condition) {
  std::map<query::OperationKind, std::map<std::string, Boots>> kinds;
  for (const query::Cell& cell : comparison.cells) {
    if (cell.row.machine != condition.machine || cell.row.workload != condition.workload) continue;
    const auto boot = operations.boots.find(cell.row.id);
    if (boot == operations.boots.end()) continue;
    for (const auto& [kind, list] : boot->second) kinds[kind][cell.row.variant].push_back(&list);
  }
  return kinds;
}

std::vector<stats::Points> points_of(const Boots& boots, const Quantity& x, const Quantity& y) {
  std::vector<stats::Points> points;
  for (const std::vector<Operation>* boot : boots) {
    stats::Points of_boot;
    for (const Operation& operation : *boot) of_boot.push_back({x.of(operation), y.of(operation)});
    points.push_back(std::move(of_boot));
  }
  return points;
}

VariantCorrelation counted(const std::string& variant, const Boots& boots, const Quantity& x) {
  VariantCorrelation result{.variant = variant, .boots = static_cast<std::int64_t>(boots.size())};
  for (const std::vector<Operation>* boot : boots)
    for (const Operation& operation : *boot) {
      const bool with = x.of(operation) > 0;
      ++result.operations;
      result.failed += operation.failed ? 1 : 0;
      ++(operation.failed ? (with ? result.by_x.failed_with : result.by_x.failed_without)
                          : (with ? result.by_x.succeeded_with : result.by_x.succeeded_without));
    }
  return result;
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

std::vector<CorrelationTable> correlations_of(const query::Comparison& comparison,
                                              const query::OperationsOfRun& operations,
                                              const Quantity& x, const Quantity& y) {
  std::vector<CorrelationTable> tables;
  for (const query::Condition& condition : comparison.conditions)
    for (const auto& [kind, variants] : by_kind(comparison, operations, condition)) {
      CorrelationTable table{condition.machine, condition.workload, kind, &x, &y, {}};
      std::vector<stats::Points> baseline;
      for (const query::Variant& variant : comparison.variants) {
        const auto boots = variants.find(variant.row.name);
        if (boots == variants.end()) continue;
        const auto points = points_of(boots->second, x, y);
        VariantCorrelation result = counted(variant.row.name, boots->second, x);
        result.rho = stats::correlate(points, comparison.run.seed);
        const bool is_first = &variant == &comparison.variants.front();
        if (is_first)
          baseline = points;
        else
          result.from_baseline = stats::difference_of_rho(baseline, points, comparison.run.seed);
        table.variants.push_back(std::move(result));
      }
      tables.push_back(std::move(table));
    }
  return tables;
}

}  // namespace folioscope::compare
