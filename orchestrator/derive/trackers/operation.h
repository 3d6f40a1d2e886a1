// SPDX-License-Identifier: GPL-3.0-or-later
// One thing that a task wants done with pages of others: a CMA allocation (mm/cma.c, cma_alloc()),
// the compaction of a zone (mm/compaction.c, compact_zone()), taking a block of memory offline
// (mm/memory_hotplug.c, offline_pages()), or a batch of pages that it migrates (mm/migrate.c,
// migrate_pages()) outside of these. What went on around these pages meanwhile is
// what a success or failure is explained by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "base/units.h"
#include "derive/trackers/by_task.h"

namespace folioscope::derive {

// Page frames: whole ranges, and single ones.
class PageSet {
 public:
  // Frames and ranges beyond are not kept.
  static constexpr std::size_t kMost = std::size_t{1} << 14;

  // [begin, end)
  void add(std::uint64_t begin, std::uint64_t end);
  bool contains(std::uint64_t pfn) const;
  std::optional<std::uint64_t> first() const;
  std::uint64_t count() const;
  // Calls `use` with each frame: of a set that a guest made, only where count() is small.
  template <class Use>
  void for_each(Use use) const {
    for (const auto& [begin, end] : ranges_)
      for (std::uint64_t pfn = begin; pfn < end; ++pfn) use(pfn);
  }

 private:
  std::map<std::uint64_t, std::uint64_t> ranges_;  // begin -> end; none touches another
};

struct Operation {
  enum class Kind : std::uint8_t { CmaAlloc, Compact, Offline, Migrate };

  std::int64_t id = 0;  // rising from 1
  Kind kind = Kind::Migrate;
  std::int64_t reason = -1;  // of a migration, enum migrate_reason; -1: not known
  GuestTime begin;
  PageSet pages = {};
  std::int64_t retries = 0;   // of a CMA allocation: ranges found busy
  std::int64_t attempts = 0;  // to migrate a page
  std::int64_t failed_attempts = 0;
  std::int64_t stayed = 0;  // of a compaction: pages that its migrations gave up
  std::int64_t error = 0;   // of a CMA allocation, of offlining: errno, negative; 0: not known

  // Its pages are a range that it was asked for, not those that it tried to migrate.
  bool has_range() const { return kind == Kind::CmaAlloc || kind == Kind::Offline; }
};

// Which task is inside which operation now. Kept by the operation tracker.
class Operations {
 public:
  // The one that the task has left unseen.
  std::optional<Operation> begin(std::int64_t pid, Operation operation) {
    operation.id = ++begun_;
    return open_.begin(pid, std::move(operation));
  }
  std::optional<Operation> end(std::int64_t pid) { return open_.end(pid); }
  // Null when the task is in none.
  Operation* open(std::int64_t pid) { return open_.find(pid); }
  const Operation* open(std::int64_t pid) const { return open_.find(pid); }

 private:
  ByTask<Operation> open_;
  std::int64_t begun_ = 0;
};

}  // namespace folioscope::derive
