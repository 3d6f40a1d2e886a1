// SPDX-License-Identifier: GPL-3.0-or-later
// A page that could not be migrated, as the guest reported it: the event
// mmtrace:unexpected_refcount and the page_history records that follow it
// (guest-image/instrumentation/README.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/units.h"
#include "derive/kernel_abi.h"

namespace folioscope::derive {

struct HistoryRecord {
  enum class Kind : std::uint8_t {
    Set = MMTRACE_REF_SET,
    Mod = MMTRACE_REF_MOD,
    ModAndTest = MMTRACE_REF_MOD_AND_TEST,
    ModAndReturn = MMTRACE_REF_MOD_AND_RETURN,
    ModUnless = MMTRACE_REF_MOD_UNLESS,
    Freeze = MMTRACE_REF_FREEZE,
    Unfreeze = MMTRACE_REF_UNFREEZE
  };

  GuestTime time;
  std::int32_t pid = 0;
  std::uint32_t stack = 0;
  std::int32_t delta = 0;     // change of the reference count
  std::int32_t count = 0;     // references read after it
  std::int32_t mapcount = 0;  // mappings read after it
  std::int16_t cpu = 0;
  Kind kind = Kind::Mod;
  bool in_batch = false;   // the reference is that of a per-CPU folio_batch
  std::uint32_t comm = 0;  // in a CommTable
};
inline constexpr std::int64_t kHistoryKinds = NR_MMTRACE_REF;

struct MigrationFailure {
  // ExtraReferences: not isolated because of them. NotIsolated: for any other reason.
  enum class Kind : std::uint8_t {
    Freeze = MMTRACE_FAIL_FREEZE,
    Compare = MMTRACE_FAIL_COMPARE,
    ExtraReferences = MMTRACE_FAIL_EXTRA_REFS,
    NotOnLru = MMTRACE_FAIL_NOT_ON_LRU,
    NotIsolated = MMTRACE_FAIL_NOT_ISOLATED
  };
  // Four times what a guest's ring keeps of a page; more is no ring.
  static constexpr std::size_t kMostRecords = 4 * MMTRACE_HISTORY_RECORDS;

  std::int64_t id = 0;
  GuestTime time;
  std::int32_t pid = 0;  // of the task that wanted to migrate
  Kind kind = Kind::Freeze;
  std::uint64_t pfn = 0;
  std::int32_t seen = 0, expected = 0, mapcount = 0;
  bool has_waiters = false;  // somebody waits for a bit of the page
  bool pinned = false, whole = false;
  std::int32_t lru_cpu = -1, lru_batch = -1;  // of the folio_batch that has the page; -1: none
  std::uint32_t stack = 0;
  std::int32_t records = 0;            // announced
  bool damaged = false;                // a record is missing, double or of another page
  std::vector<HistoryRecord> history;  // oldest first

  std::int64_t extra_references() const { return std::int64_t{seen} - expected; }
  bool complete() const {
    return !damaged && records >= 0 && history.size() == static_cast<std::size_t>(records);
  }
};
inline constexpr std::int64_t kFailureKinds = NR_MMTRACE_FAIL;
std::string_view to_string(MigrationFailure::Kind kind);

// The names of tasks, each kept once. At most 65,536 and 16 bytes each; beyond that tasks have
// none.
class CommTable {
 public:
  std::uint32_t index_of(std::string_view comm);
  const std::string& at(std::uint32_t index) const { return names_[index]; }

 private:
  std::vector<std::string> names_{""};
  std::unordered_map<std::string, std::uint32_t> known_{{"", 0}};
};

}  // namespace folioscope::derive
