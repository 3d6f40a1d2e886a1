// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/totals.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/saturating.h"

namespace folioscope::compare {
namespace {

std::size_t boots_with(const query::Comparison& comparison, CellStatus status) {
  return static_cast<std::size_t>(std::ranges::count_if(
      comparison.cells, [&](const query::Cell& cell) { return cell.row.status == status; }));
}

using Span = std::pair<HostTime, HostTime>;

std::vector<Span> spans_of_boots(const query::Comparison& comparison) {
  std::vector<Span> spans;
  const auto add = [&spans](std::optional<HostTime> begin, std::optional<HostTime> end) {
    if (begin && end && *begin < *end) spans.emplace_back(*begin, *end);
  };
  for (const query::Cell& cell : comparison.cells) {
    for (const store::AttemptRow& attempt : cell.attempts) add(attempt.started, attempt.finished);
    if (cell.attempts.empty()) add(cell.row.started, cell.row.finished);
  }
  return spans;
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

std::int64_t boots_took_ns(const query::Comparison& comparison) {
  std::vector<Span> spans = spans_of_boots(comparison);
  std::ranges::sort(spans);
  std::int64_t sum = 0;
  std::optional<HostTime> covered;  // up to here
  for (const auto& [begin, end] : spans) {
    const HostTime from = covered ? std::max(begin, *covered) : begin;
    if (from < end) sum = saturating_sum({sum, end.ns - from.ns});
    covered = std::max(end, covered.value_or(end));
  }
  return sum;
}

query::Accounting total_accounting(const query::Comparison& comparison) {
  query::Accounting total;
  for (const query::Condition& condition : comparison.conditions)
    for (const query::VariantFacts& variant : condition.variants) total += variant.accounting;
  return total;
}

}  // namespace folioscope::compare
