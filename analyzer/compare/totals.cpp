// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/totals.h"

#include <algorithm>

namespace folioscope::compare {
namespace {

std::size_t boots_with(const query::Comparison& comparison, CellStatus status) {
  return static_cast<std::size_t>(std::ranges::count_if(
      comparison.cells, [&](const query::Cell& cell) { return cell.row.status == status; }));
}

}  // namespace

std::size_t planned_boots(const query::Comparison& comparison) {
  return boots_with(comparison, CellStatus::Planned);
}

std::size_t wanted_boots(const query::Comparison& comparison) {
  return comparison.cells.size() - boots_with(comparison, CellStatus::NotNeeded);
}

std::size_t done_boots(const query::Comparison& comparison) {
  return boots_with(comparison, CellStatus::Done);
}

query::Accounting total_accounting(const query::Comparison& comparison) {
  query::Accounting total;
  for (const query::Condition& condition : comparison.conditions)
    for (const query::VariantFacts& variant : condition.variants) total += variant.accounting;
  return total;
}

}  // namespace folioscope::compare
