// SPDX-License-Identifier: GPL-3.0-or-later
// The operations of done boots (table operation), each with what others did to its pages meanwhile,
// boot by boot. Loaded for whoever correlates; no part of a Comparison, as there may be many.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "store/reader.h"

namespace folioscope::query {

struct Operation {
  std::int64_t id = 0;
  GuestTime begin, end;
  bool failed = false;
  std::int64_t latency_ns = 0;
  std::int64_t retries = 0, failed_attempts = 0;
  // Of locks that others held on its pages: the longest, all, and those that somebody waited for.
  std::int64_t longest_lock_ns = 0, locks_ns = 0, contended_locks = 0;
  // Of references in its way: pages with any, pages x time.
  std::int64_t referenced_pages = 0, reference_ns = 0;

  bool operator==(const Operation&) const = default;
};

// 'cma_alloc', 'compact', 'offline', or 'migrate syscall': kind and reason.
using OperationKind = std::string;
OperationKind operation_kind(std::string_view kind, std::string_view reason);
using BootOperations = std::map<OperationKind, std::vector<Operation>>;  // by id

struct OperationsOfRun {
  std::map<CellId, BootOperations> boots;  // those that have any
  bool locks_traced = false;               // some operation had a lock of somebody else in it
};
Result<OperationsOfRun> load_operations(store::Reader& reader);

}  // namespace folioscope::query
