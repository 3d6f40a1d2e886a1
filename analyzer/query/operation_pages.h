// SPDX-License-Identifier: GPL-3.0-or-later
// One operation and what happened to its pages meanwhile: who held their locks, whose references
// were there, where migrations failed.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "store/reader.h"
#include "store/records.h"

namespace folioscope::query {

// A page of the operation that failed, or that had a lock or a reference of somebody else.
struct OperationPage {
  std::uint64_t pfn = 0;
  // Those that reach into the operation, by begin; their ends may lie outside of it.
  std::vector<store::IntervalRow> locks, references;
  std::vector<store::FailureRow> failures;  // of the operation, by time

  bool operator==(const OperationPage&) const = default;
};

struct OperationPages {
  store::OperationRow operation;
  std::vector<OperationPage> pages;  // those with most failures first, then by pfn
  std::int64_t left_out = 0;         // pages beyond kMostOperationPages

  // Whether the operation's own task held the lock.
  bool own(const store::IntervalRow& lock) const { return lock.pid == operation.pid; }
};
// Twenty screens of lanes.
inline constexpr std::size_t kMostOperationPages = 500;

// Pure. A page is the operation's if it failed in it, lies in the range of a CMA allocation, or was
// locked by the operation's task meanwhile.
OperationPages pages_of(const store::OperationRow& operation,
                        const std::vector<store::FailureRow>& failures,
                        const std::vector<store::IntervalRow>& locks,
                        const std::vector<store::IntervalRow>& references);

// Nothing: the boot has no such operation (any more).
Result<std::optional<OperationPages>> load_operation_pages(store::Reader& reader, CellId cell,
                                                           std::int64_t operation);

}  // namespace folioscope::query
