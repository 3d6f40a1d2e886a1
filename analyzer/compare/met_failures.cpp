// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/met_failures.h"

#include <algorithm>
#include <map>
#include <utility>

namespace folioscope::compare {
namespace {

MetVariant met_of_variant(const query::Comparison& comparison, const query::MetOfRun& met,
                          const query::Condition& condition, const query::OperationKind& kind,
                          std::size_t position) {
  MetVariant result{position, comparison.variants[position].row.name, 0, 0, {}};
  std::map<query::Met, MetRow> rows;
  for (const query::Cell& cell : comparison.cells) {
    if (cell.row.machine != condition.machine || cell.row.workload != condition.workload ||
        cell.row.variant != result.variant || cell.row.status != CellStatus::Done)
      continue;
    ++result.boots;
    const auto boot = met.boots.find(cell.row.id);
    if (boot == met.boots.end()) continue;
    for (const auto& [what, count] : boot->second) {
      if (what.operation != kind) continue;
      MetRow& row = rows.try_emplace(what, MetRow{.met = what}).first->second;
      row.failures += count.failures;
      row.pages += count.pages;
      row.operations += static_cast<std::int64_t>(count.operations.size());
      row.where.push_back({cell.row.id, cell.row.boot, count.failures, count.operations});
      result.failures += count.failures;
    }
  }
  for (auto& [what, row] : rows) {
    std::ranges::sort(row.where, {}, &MetRow::InBoot::boot);
    result.rows.push_back(std::move(row));
  }
  std::ranges::stable_sort(result.rows, std::greater(), &MetRow::failures);
  return result;
}

}  // namespace

double MetVariant::share(const MetRow& row) const {
  return failures == 0 ? 0 : static_cast<double>(row.failures) / static_cast<double>(failures);
}

std::vector<MetVariant> met_by_variant(const query::Comparison& comparison,
                                       const query::MetOfRun& met,
                                       const query::Condition& condition,
                                       const query::OperationKind& kind) {
  std::vector<MetVariant> all;
  for (std::size_t i = 0; i < comparison.variants.size(); ++i) {
    MetVariant one = met_of_variant(comparison, met, condition, kind, i);
    if (one.boots > 0) all.push_back(std::move(one));
  }
  return all;
}

}  // namespace folioscope::compare
