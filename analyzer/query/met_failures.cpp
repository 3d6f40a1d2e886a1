// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/met_failures.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "query/holders.h"
#include "query/sql_value.h"

namespace folioscope::query {
namespace {

// Holds of page locks by page, to ask who had one at a moment.
class LocksByPage {
 public:
  explicit LocksByPage(const std::vector<store::IntervalRow>& locks) {
    for (const store::IntervalRow& lock : locks) by_page_[lock.pfn].push_back(&lock);
    for (auto& [pfn, holds] : by_page_)
      std::ranges::sort(holds, {}, [](const store::IntervalRow* hold) { return hold->begin; });
  }

  std::string holder_at(const store::FailureRow& failure) const {
    const auto page = by_page_.find(static_cast<std::uint64_t>(failure.pfn));
    if (page == by_page_.end()) return kLockNotSeen;
    const auto later = std::ranges::upper_bound(
        page->second, failure.time, {}, [](const store::IntervalRow* hold) { return hold->begin; });
    if (later == page->second.begin()) return kNoLock;
    const store::IntervalRow& hold = **std::prev(later);
    if (hold.end < failure.time) return kNoLock;
    return hold.pid == failure.pid ? kOwnLock : hold.holder_class;
  }

 private:
  std::unordered_map<std::uint64_t, std::vector<const store::IntervalRow*>> by_page_;
};

std::string references_of(const store::FailureRow& failure,
                          const std::vector<store::HolderRow>& holders) {
  if (failure.attribution == kUnreliable) return kUnreliable;
  std::set<std::string_view> classes;
  for (const store::HolderRow& holder : holders)
    classes.insert(holder.holder_class == kUnknown ? std::string_view(kUnclassified)
                                                   : std::string_view(holder.holder_class));
  if (failure.extra_references() <= 0 && classes.empty()) return kReferenceGone;
  if (failure.attribution != "named") classes.insert(kUnknown);
  std::string all;
  for (const std::string_view one : classes) {
    if (!all.empty()) all += " + ";
    all += one;
  }
  return all;
}

using KindOfOperation = std::unordered_map<std::int64_t, OperationKind>;

KindOfOperation kinds_of(const std::vector<store::OperationRow>& operations) {
  KindOfOperation kinds;
  for (const store::OperationRow& row : operations)
    kinds.emplace(row.id, operation_kind(row.kind, row.reason));
  return kinds;
}

struct BootRows {
  std::vector<MetFailure> failures;
  bool locks_seen = false;
};

Result<BootRows> read_boot(store::Reader& reader, CellId cell) {
  TRY(const auto references, reader.references(cell));
  TRY(const auto locks, reader.lock_intervals(cell));
  TRY(const auto operations, reader.operations(cell));
  return BootRows{met_failures(references, locks, operations.operations), !locks.empty()};
}

BootMet counted_met(const std::vector<MetFailure>& failures) {
  struct Seen {
    std::int64_t failures = 0;
    std::set<std::int64_t> pages, operations;
  };
  std::map<Met, Seen> seen;
  for (const MetFailure& failure : failures) {
    Seen& here = seen[failure.met];
    ++here.failures;
    here.pages.insert(failure.row.pfn);
    if (failure.row.operation) here.operations.insert(*failure.row.operation);
  }
  BootMet boot;
  for (const auto& [met, all] : seen)
    boot[met] = {all.failures,
                 static_cast<std::int64_t>(all.pages.size()),
                 {all.operations.begin(), all.operations.end()}};
  return boot;
}

}  // namespace

std::vector<MetFailure> met_failures(const store::ReferenceRows& references,
                                     const std::vector<store::IntervalRow>& locks,
                                     const std::vector<store::OperationRow>& operations) {
  const LocksByPage by_page(locks);
  const KindOfOperation kinds = kinds_of(operations);
  std::unordered_map<std::int64_t, std::vector<store::HolderRow>> holders;
  for (const store::HolderRow& holder : references.holders)
    holders[holder.failure].push_back(holder);
  std::vector<MetFailure> all;
  for (const store::FailureRow& failure : references.failures) {
    MetFailure one{failure, {}, std::move(holders[failure.id])};
    const auto kind = kinds.find(failure.operation.value_or(0));
    if (failure.operation && kind != kinds.end()) one.met.operation = kind->second;
    one.met.failure = failure.kind;
    one.met.lock = by_page.holder_at(failure);
    one.met.references = references_of(failure, one.holders);
    all.push_back(std::move(one));
  }
  return all;
}

Result<MetOfRun> load_met(store::Reader& reader, const std::stop_token& stop) {
  MetOfRun met;
  TRY(const auto cells, reader.sql("SELECT id FROM cell WHERE status = 'done' AND id IN"
                                   " (SELECT cell_id FROM failure) ORDER BY id",
                                   stop));
  for (const std::vector<store::SqlValue>& row : cells.rows) {
    if (stop.stop_requested()) return user_fault("the query was stopped");
    const CellId cell{integer(row[0])};
    TRY(const BootRows boot, read_boot(reader, cell));
    met.locks_seen |= boot.locks_seen;
    met.boots[cell] = counted_met(boot.failures);
  }
  return met;
}

Result<std::vector<MetFailure>> load_met_failures(store::Reader& reader, CellId cell,
                                                  const Met& met, std::size_t most) {
  TRY(BootRows boot, read_boot(reader, cell));
  std::erase_if(boot.failures, [&](const MetFailure& one) { return one.met != met; });
  if (boot.failures.size() > most) boot.failures.resize(most);
  return std::move(boot.failures);
}

}  // namespace folioscope::query
