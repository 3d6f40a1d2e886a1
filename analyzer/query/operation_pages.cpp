// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/operation_pages.h"

#include <algorithm>
#include <map>
#include <utility>

namespace folioscope::query {
namespace {

using PagesByPfn = std::map<std::uint64_t, OperationPage>;

bool during(const store::OperationRow& operation, const store::IntervalRow& interval) {
  return interval.begin <= operation.end && operation.begin <= interval.end;
}

bool in_range(const store::OperationRow& operation, std::uint64_t pfn) {
  const bool has_range = operation.kind == "cma_alloc" || operation.kind == "offline";
  return has_range && operation.first_pfn && pfn >= *operation.first_pfn &&
         pfn - *operation.first_pfn <
             static_cast<std::uint64_t>(std::max<std::int64_t>(operation.pages, 0));
}

// What one page had, and whether any of it is worth a lane.
bool is_told(const OperationPages& all, const OperationPage& page) {
  return !page.failures.empty() || !page.references.empty() ||
         std::ranges::any_of(page.locks, [&](const auto& lock) { return !all.own(lock); });
}

void sort_by_begin(std::vector<store::IntervalRow>& intervals) {
  std::ranges::stable_sort(intervals, {}, &store::IntervalRow::begin);
}

}  // namespace

OperationPages pages_of(const store::OperationRow& operation,
                        const std::vector<store::FailureRow>& failures,
                        const std::vector<store::IntervalRow>& locks,
                        const std::vector<store::IntervalRow>& references) {
  OperationPages all{operation, {}, 0};
  PagesByPfn pages;
  for (const store::FailureRow& failure : failures)
    if (failure.operation == operation.id)
      pages[static_cast<std::uint64_t>(failure.pfn)].failures.push_back(failure);
  for (const store::IntervalRow& lock : locks)
    if (during(operation, lock) && (all.own(lock) || in_range(operation, lock.pfn)))
      pages[lock.pfn];
  for (const store::IntervalRow& reference : references)
    if (during(operation, reference) && in_range(operation, reference.pfn)) pages[reference.pfn];
  const auto add = [&](const std::vector<store::IntervalRow>& intervals, auto OperationPage::*to) {
    for (const store::IntervalRow& interval : intervals)
      if (const auto page = pages.find(interval.pfn);
          page != pages.end() && during(operation, interval))
        (page->second.*to).push_back(interval);
  };
  add(locks, &OperationPage::locks);
  add(references, &OperationPage::references);
  for (auto& [pfn, page] : pages) {
    page.pfn = pfn;
    if (!is_told(all, page)) continue;
    sort_by_begin(page.locks);
    sort_by_begin(page.references);
    std::ranges::stable_sort(page.failures, {}, &store::FailureRow::time);
    all.pages.push_back(std::move(page));
  }
  std::ranges::stable_sort(all.pages, std::greater(),
                           [](const OperationPage& page) { return page.failures.size(); });
  if (all.pages.size() > kMostOperationPages) {
    all.left_out = static_cast<std::int64_t>(all.pages.size() - kMostOperationPages);
    all.pages.resize(kMostOperationPages);
  }
  return all;
}

Result<std::optional<OperationPages>> load_operation_pages(store::Reader& reader, CellId cell,
                                                           std::int64_t operation) {
  TRY(const auto operations, reader.operations(cell));
  const auto found = std::ranges::find(operations.operations, operation, &store::OperationRow::id);
  if (found == operations.operations.end()) return std::optional<OperationPages>();
  TRY(const auto failed, reader.references(cell));
  TRY(const auto locks, reader.lock_intervals(cell));
  TRY(const auto references, reader.reference_intervals(cell));
  return std::optional(pages_of(*found, failed.failures, locks, references));
}

}  // namespace folioscope::query
