// SPDX-License-Identifier: GPL-3.0-or-later
// What failed migrations met: who held the page's lock at that moment, and whose references were in
// the way. Counted boot by boot, because the boot is the sample.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "query/operations.h"
#include "store/reader.h"
#include "store/records.h"

namespace folioscope::query {

// Met::lock beside the classes of the catalogue: the task that wanted to migrate; nobody at that
// moment; no hold of this page's lock was seen in the boot.
inline constexpr const char* kOwnLock = "own";
inline constexpr const char* kNoLock = "nobody";
inline constexpr const char* kLockNotSeen = "not seen";
// Met::references where the reference was gone again when it was read.
inline constexpr const char* kReferenceGone = "gone";

struct Met {
  OperationKind operation;  // empty: outside of any
  std::string failure;      // the kind: 'freeze', 'not_on_lru', ...
  std::string lock;
  // The classes of the holders of extra references, sorted: "gup", "gup + read"; with `unknown` for
  // references that nobody could be named for, `unclassified` and `unreliable` as in holders.h.
  std::string references;

  auto operator<=>(const Met&) const = default;
};

struct MetCount {
  std::int64_t failures = 0, pages = 0;
  std::vector<std::int64_t> operations = {};  // ids, ascending

  bool operator==(const MetCount&) const = default;
};
using BootMet = std::map<Met, MetCount>;

// A failure with what it met.
struct MetFailure {
  store::FailureRow row;
  Met met;
  std::vector<store::HolderRow> holders = {};
};
// Pure, by id. `operations` names the kinds of those that failures belong to.
std::vector<MetFailure> met_failures(const store::ReferenceRows& references,
                                     const std::vector<store::IntervalRow>& locks,
                                     const std::vector<store::OperationRow>& operations);

struct MetOfRun {
  std::map<CellId, BootMet> boots;  // done ones with failures
  bool locks_seen = false;          // some boot has holds of page locks
};
Result<MetOfRun> load_met(store::Reader& reader, const std::stop_token& stop);

// Of one boot; at most `most`, the first ones, that met this.
Result<std::vector<MetFailure>> load_met_failures(store::Reader& reader, CellId cell,
                                                  const Met& met, std::size_t most);

}  // namespace folioscope::query
