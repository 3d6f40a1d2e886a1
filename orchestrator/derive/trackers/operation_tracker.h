// SPDX-License-Identifier: GPL-3.0-or-later
// Operations (operation.h) from begin to end: their pages, and the locks that others held on these
// meanwhile. Which references they met is the failure tracker's part, which asks whose operation a
// failure was.
//
// A CMA allocation is a start and the next finish of its task; its pages are the ranges that
// alloc_contig_range() was asked for (mmtrace:contig_result), else what the finish names. A
// compaction is mm_compaction_begin to mm_compaction_end of its task, and fails when a page of its
// migrations stays. A migration is mm_migrate_pages_start to the next mm_migrate_pages of its task,
// outside of these; the pages of both are those of their migrate_attempt events.
//
// Taking memory offline is a call of offline_pages() and its return, by the probes of the event
// group `offline`: the kernel has no tracepoints there. Without them it appears as its migrations
// ('memory_hotplug').
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <vector>

#include "derive/trackers/tracker.h"

namespace folioscope::derive {

class OperationTracker : public Tracker {
 public:
  static constexpr std::size_t kMost = 100'000;

  explicit OperationTracker(Subscriber& events, std::size_t most = kMost);
  // Writes the rows.
  void finish(Output& out) override;

 private:
  void connect_cma(Subscriber& events);
  void connect_compaction(Subscriber& events);
  void connect_offlining(Subscriber& events);
  void connect_migration(Subscriber& events);
  void cma_started(const trace::Record& record);
  void cma_retried(const trace::Record& record);
  void cma_range(const trace::Record& record);
  void cma_result(const trace::Record& record);
  void cma_finished(const trace::Record& record);
  void compaction_started(const trace::Record& record);
  void compacted(const trace::Record& record);
  void offlining_started(const trace::Record& record);
  void offlined(const trace::Record& record);
  void migration_started(const trace::Record& record);
  void attempted(const trace::Record& record);
  void migrated(const trace::Record& record);

  struct Held {
    std::int64_t holds = 0, contended = 0;
    std::uint64_t sum_ns = 0, max_ns = 0;
    void add(std::uint64_t ns, bool waited);
  };
  struct Ending {
    std::int64_t pid = 0;
    GuestTime time;
    bool failed = false;
  };
  void begin(std::int64_t pid, Operation operation);
  void end(Operation operation, const Ending& ending);
  void add_locks(const Operation& operation, const Ending& ending);

  const NamedStacks& stacks_;
  Operations& operations_;
  PageLocks& locks_;
  std::size_t most_;
  struct {
    NumberReader common_pid;
  } start_, retry_;
  struct {
    NumberReader common_pid, begin, end;
  } range_;
  struct {
    NumberReader common_pid, error;
  } result_;
  struct {
    NumberReader common_pid, pfn, count, page, errorno;
  } finish_;
  struct {
    NumberReader common_pid;
  } compaction_, compacted_;
  struct {
    NumberReader common_pid, start_pfn, nr_pages;
  } offlining_;
  struct {
    NumberReader common_pid, ret;
  } offlined_;
  struct {
    NumberReader common_pid, reason;
  } migration_;
  struct {
    NumberReader common_pid, pfn, rc;
  } attempt_;
  struct {
    NumberReader common_pid, failed;
  } migrated_;

  std::map<std::int64_t, std::uint64_t> begins_;  // of open operations, by id
  std::vector<store::OperationRow> rows_;
  std::vector<store::OperationLockRow> lock_rows_;
  std::int64_t over_ = 0;
};

}  // namespace folioscope::derive
