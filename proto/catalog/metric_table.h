// SPDX-License-Identifier: GPL-3.0-or-later
// The table of metrics: long, because every number that a boot can have stands in it once. A row is
// a metric, or a family of them in one line:
//
//   name      `*` stands for each of `words`
//   form      Samples: NAME_p50, _p95, _p99, _max and _mean, and the distribution NAME;
//             Distribution: that alone
//   suffix    the same once more for a part: NAME_in_cma, NAME_contig_range
//   was       the name before schema 5, with the same `*` and suffix
//
// Directions. Failures, waits of one operation, latencies and times under a lock: lower. Successes
// of all tries and work done in a second: higher. How often something happened, when the workload
// runs for a time and does as much as it can: neither, because a faster kernel has more of it. What
// tells how well the instrument sees: neither.
//
// Include it where a name is to be checked when compiling (metric_name.h); look-ups of names that
// are known at run time are in metric.h.
#pragma once

#include "catalog/metric.h"
#include "catalog/words.h"

namespace folioscope::catalog {

enum class Form : std::uint8_t { Number, Samples, Distribution };
enum class Suffix : std::uint8_t { None, InCma, ContigRange };

struct MetricRow {
  std::string_view name;
  std::string_view unit;
  Better better = Better::Neither;
  Source source = Source::Events;
  std::string_view meaning;
  Form form = Form::Number;
  Words words = Words::None;
  Suffix suffix = Suffix::None;
  std::string_view was = {};
  std::string_view other_unit = {};
};

constexpr std::string_view text_of(Suffix suffix) {
  switch (suffix) {
    case Suffix::InCma:
      return "_in_cma";
    case Suffix::ContigRange:
      return "_contig_range";
    case Suffix::None:
      break;
  }
  return {};
}

namespace internal {

using enum Better;
using enum Source;
using enum Form;

// clang-format off
inline constexpr MetricRow kMetricRows[] = {
    // --- CMA allocations (events cma:*)
    {"cma_calls", "count", Neither, Events, "CMA allocations that ended"},
    {"cma_failures", "count", Lower, Events, "CMA allocations that failed"},
    {"cma_failure_rate", "ratio", Lower, Events, "CMA allocations that failed, of all"},
    {"cma_busy_retries_per_call", "count", Lower, Events, "ranges given up as busy, per CMA allocation"},
    {"cma_latency", "ms", Lower, Events, "CMA allocation from start to finish", Samples},
    {"cma_migrate_retries_per_call", "count", Lower, Events, "migrations with pages left behind, per allocation"},
    {"cma_forced_failures_per_call", "count", Lower, Events, "failed tries to migrate a page from the fourth pass on, per allocation"},
    {"cma_failed_busy", "count", Lower, Events, "CMA allocations that failed with EBUSY"},
    {"cma_failed_no_memory", "count", Lower, Events, "CMA allocations that failed with ENOMEM"},
    {"cma_failed_otherwise", "count", Lower, Events, "CMA allocations that failed with another error"},
    {"contig_ranges", "count", Neither, Events, "ranges that alloc_contig_range() tried to empty"},
    {"contig_ranges_failed", "count", Lower, Events, "ranges that alloc_contig_range() could not empty"},

    // --- migration (migrate:mm_migrate_pages, mmtrace:migrate_attempt)
    {"migrate_pages_succeeded", "pages", Neither, Events, "pages migrated", Number, Words::None, Suffix::ContigRange},
    {"migrate_pages_failed", "pages", Lower, Events, "pages that could not be migrated", Number, Words::None, Suffix::ContigRange},
    {"migrate_success_ratio", "ratio", Higher, Events, "pages migrated, of those tried", Number, Words::None, Suffix::ContigRange},
    {"migrate_attempts", "count", Neither, Events, "tries to migrate a page"},
    {"migrate_attempts_failed", "count", Lower, Events, "tries to migrate a page that failed"},
    {"migrate_forced_failures", "count", Lower, Events, "failed tries to migrate a page of a contiguous range from the fourth pass on"},
    {"migrate_attempts_per_success", "count", Lower, Events, "tries to migrate a page, for each that moved"},
    {"migrate_unmaps_per_success", "count", Lower, Events, "tries that unmapped the page, for each that moved"},

    // --- why pages could not be migrated, and who held them (mmtrace:unexpected_refcount)
    {"failures", "count", Lower, Events, "tries to migrate that failed on a reference", Number, Words::None, Suffix::InCma},
    {"failures_*", "count", Lower, Events, "tries to migrate that failed on a reference, *", Number, Words::FailureKind, Suffix::InCma},
    {"failures_gone_when_read", "count", Neither, Events, "failures whose extra reference was gone when the count was read", Number, Words::None, Suffix::InCma},
    {"failures_unreliable", "count", Neither, Events, "failures whose holders are not named, because events were lost", Number, Words::None, Suffix::InCma},
    {"failures_named_share", "ratio", Neither, Events, "failures with every holder named, of those with an extra reference", Number, Words::None, Suffix::InCma},
    {"failure_extra_references", "references", Lower, Events, "extra references of a page that could not be migrated", Distribution, Words::None, Suffix::InCma, "failure_excess"},
    {"holder_share_*", "ratio", Neither, Events, "failures with such a holder, of those with an extra reference: *", Number, Words::HolderClass, Suffix::InCma, "culprit_share_*"},

    // --- page references (page_ref:*, and histograms of them)
    {"page_ref_events", "count", Neither, Events, "events page_ref:* of the boot"},
    {"freeze_dead_checks", "count", Neither, Events, "freezes that asked whether a folio is unused and found that it is not"},
    {"freeze_failures", "count", Lower, Events, "failed refcount freezes, of folios with more references than the caller's own"},
    {"freeze_failures_gone_when_read", "count", Neither, Events, "failed refcount freezes whose extra reference was gone when the count was read"},
    {"freeze_extra_references_mean", "references", Lower, Events, "extra references at a failed freeze", Number, Words::None, Suffix::None, "freeze_elevation_mean"},
    {"freeze_extra_references_max", "references", Lower, Events, "extra references at a failed freeze, most in a boot", Number, Words::None, Suffix::None, "freeze_elevation_max"},
    {"freeze_extra_references", "references", Lower, Events, "extra references at a failed freeze", Distribution, Words::None, Suffix::None, "freeze_elevation"},
    {"cma_freeze_failures", "count", Lower, Events, "failed refcount freezes in a CMA allocation"},
    {"cma_freeze_failures_gone_when_read", "count", Neither, Events, "failed refcount freezes in a CMA allocation whose extra reference was gone when the count was read"},
    {"cma_freeze_extra_references_mean", "references", Lower, Events, "extra references at a failed freeze, in CMA", Number, Words::None, Suffix::None, "cma_freeze_elevation_mean"},
    {"cma_freeze_extra_references_max", "references", Lower, Events, "extra references at a failed freeze, in CMA, most in a boot", Number, Words::None, Suffix::None, "cma_freeze_elevation_max"},
    {"cma_freeze_extra_references", "references", Lower, Events, "extra references at a failed freeze, in CMA", Distribution, Words::None, Suffix::None, "cma_freeze_elevation"},
    {"freeze_failures_per_cma_call", "count", Lower, Events, "failed refcount freezes, per CMA allocation"},
    {"locked_gets", "count", Lower, Guest, "references taken to pages that somebody else had locked"},
    {"locked_gets_fault_around", "count", Lower, Guest, "references that fault-around took to locked pages"},

    // --- huge pages (a probe on split_huge_page_to_list)
    {"split_attempts", "count", Neither, Events, "huge pages that were to be split"},
    {"leaked_refs_per_folio", "references", Lower, Events, "references never dropped, per folio"},
    {"leaked_refs_min", "references", Neither, Events, "references never dropped of the folio with the fewest; below 0: dropped too often"},
    {"leaked_refs_max", "references", Lower, Events, "references never dropped of the folio with the most"},

    // --- page locks: how long they are held (page_lock:*, or the guest's own histograms)
    {"lock_pairs", "count", Neither, Events, "page locks taken and let go"},
    {"lock_pairs_*", "count", Neither, Events, "page locks taken and let go: *", Number, Words::LockClass},
    {"lock_hold", "ns", Lower, Events, "a hold of a page lock", Samples},
    {"lock_hold_*", "ns", Lower, Events, "a hold of a page lock: *", Samples, Words::LockClass},
    {"lock_hold_*_with_waiters", "ns", Lower, Events, "a hold of a page lock that somebody waited for: *", Samples, Words::LockClass},
    {"lock_hold_by_*", "ns", Lower, Events, "a hold of a page lock taken *", Samples, Words::LockHow},
    {"lock_hold_without_waiters", "ns", Lower, Events, "a hold of a page lock that nobody waited for", Samples},
    {"lock_hold_with_waiters", "ns", Lower, Events, "a hold of a page lock that somebody waited for", Samples},
    {"lock_unmatched_releases", "count", Neither, Events, "unlocks whose lock was not seen"},
    {"lock_unreleased_starts", "count", Neither, Events, "page locks still held at the end"},
    {"lock_starts_replaced", "count", Neither, Events, "page locks whose unlock was not seen before the next lock"},
    {"lock_pairs_broken_by_free", "count", Neither, Events, "page locks whose page was freed before an unlock was seen"},

    // --- sleeps on pages, and wakes (page_lock:folio_wait_*, folio_wake)
    {"lock_wait", "ns", Lower, Events, "a sleep on a page lock", Samples},
    {"lock_wait_*", "ns", Lower, Events, "a sleep on a page lock *", Samples, Words::WaitBehaviour},
    {"page_wait", "ns", Lower, Events, "a sleep on a page for anything but its lock, such as writeback", Samples},
    {"lock_waits", "count", Neither, Events, "sleeps on page locks"},
    {"lock_waits_with_reference", "count", Lower, Events, "sleeps on page locks with a reference to the page, in wait for the lock"},
    {"writeback_waits", "count", Neither, Events, "sleeps until a page is written"},
    {"wakes", "count", Neither, Events, "wakes of waiters of a page"},
    {"lock_wakes", "count", Neither, Events, "wakes of waiters for a page lock"},
    {"lock_wakeups", "count", Neither, Events, "sleepers on page locks woken"},
    {"writeback_wakes", "count", Neither, Events, "wakes of waiters for writeback"},
    {"wake_entries", "count", Lower, Events, "waiters looked at by one wake", Samples},
    {"wake_woken", "count", Neither, Events, "sleepers woken at once", Samples},
    {"wake_locked_ns", "ns", Lower, Events, "a walk of a wait queue, all its time under the queue's lock", Samples},
    {"wake_total_ns", "ns", Lower, Events, "a walk of a wait queue from begin to end", Samples},
    {"wake_stretch_ns", "ns", Lower, Events, "time under a wait queue's lock at once, interrupts off", Samples},
    {"wake_resumes", "count", Neither, Events, "walks of a wait queue gone on with behind a bookmark"},
    {"wake_chunks_max", "count", Neither, Events, "instalments of one walk of a wait queue, most in a boot"},
    {"wake_resumes_per_wake", "count", Neither, Events, "walks of a wait queue gone on with behind a bookmark, per wake"},
    {"wake_locked_ns_per_entry", "ns", Lower, Events, "time under a queue's lock, for each waiter looked at"},
    {"lock_wakeups_per_wake", "count", Lower, Events, "sleepers woken by an unlock that had any to wake"},
    {"lock_wakeups_per_unlock", "count", Lower, Events, "sleepers woken, for each unlock of all"},
    {"writeback_waits_per_fsync", "count", Lower, Events, "sleeps until a page is written, per fsync"},

    // --- mmap_lock
    {"mmap_lock_read_hold", "ms", Lower, Events, "a hold of mmap_lock by a reader", Samples},
    {"mmap_lock_read_wait", "ms", Lower, Events, "a wait of a reader for mmap_lock", Samples},
    {"mmap_lock_write_wait", "ms", Lower, Events, "a wait of a writer for mmap_lock", Samples},
    {"mmap_lock_io_holds", "count", Lower, Events, "read holds of mmap_lock with a sleep for I/O"},
    {"mmap_lock_io_hold_longest", "ms", Lower, Events, "longest read hold of mmap_lock with a sleep for I/O"},
    {"mmap_lock_io_hold", "ms", Lower, Events, "a read hold of mmap_lock with a sleep for I/O", Distribution},

    // --- reclaim (vmscan:*)
    {"reclaim_scanned", "pages", Neither, Events, "pages that reclaim looked at"},
    {"reclaim_reclaimed", "pages", Neither, Events, "pages that reclaim freed"},
    {"reclaim_ref_keep", "pages", Neither, Events, "pages kept because they were referenced since the last look"},
    {"reclaim_activated", "pages", Neither, Events, "pages moved to the active list by reclaim"},
    {"reclaim_scanned_per_reclaimed", "pages", Lower, Events, "pages looked at for each that was freed"},
    {"direct_reclaims", "count", Lower, Events, "times a task had to reclaim for itself"},
    {"direct_reclaim_total", "ms", Lower, Events, "time that tasks spent reclaiming for themselves"},
    {"direct_reclaim", "ms", Lower, Events, "a direct reclaim from begin to end", Samples},

    // --- the instrumentation's own counters (/sys/kernel/debug/mmtrace/counters)
    {"mmtrace_acquired_*", "count", Neither, Guest, "page locks taken *", Number, Words::LockHow},
    {"mmtrace_released", "count", Neither, Guest, "page locks let go"},
    {"mmtrace_released_start_unknown", "count", Neither, Guest, "page locks let go whose beginning the kernel did not keep"},
    {"mmtrace_waits", "count", Neither, Guest, "sleeps on pages"},
    {"mmtrace_wakes", "count", Neither, Guest, "wakes of waiters of a page"},
    {"mmtrace_wake_entries", "count", Neither, Guest, "waiters looked at by all wakes"},
    {"mmtrace_stacks_full", "count", Neither, Guest, "stacks that found no room in the kernel's table"},
    {"mmtrace_holds_full", "count", Neither, Guest, "holds that found no room in the kernel's histograms"},
    {"mmtrace_history_records", "count", Neither, Guest, "changes of reference counts kept in histories of pages"},
    {"wake_entries_per_wake", "count", Lower, Guest, "waiters looked at by one wake, mean"},
    {"page_waits_per_unlock", "count", Lower, Guest, "sleeps on pages, per unlock of any page"},
    {"page_waits_per_fsync", "count", Lower, Guest, "sleeps on pages, per fsync"},
    {"page_waits_per_move", "count", Lower, Guest, "sleeps on pages, per move of the page that waiters want"},

    // --- /proc/vmstat, as differences. Counters that only grow; gauges (nr_*) are left out, their
    // difference depends on when the agent looked.
    {"cma_alloc_success", "count", Neither, Vmstat, "CMA allocations that succeeded"},
    {"cma_alloc_fail", "count", Lower, Vmstat, "CMA allocations that failed"},
    {"pgmigrate_success", "pages", Neither, Vmstat, "pages migrated"},
    {"pgmigrate_fail", "pages", Lower, Vmstat, "pages that could not be migrated"},
    {"thp_migration_success", "count", Neither, Vmstat, "huge pages migrated whole"},
    {"thp_migration_fail", "count", Lower, Vmstat, "huge pages that could not be migrated"},
    {"thp_migration_split", "count", Lower, Vmstat, "huge pages split in order to migrate them"},
    {"thp_fault_alloc", "count", Neither, Vmstat, "huge pages allocated by a fault"},
    {"thp_file_alloc", "count", Neither, Vmstat, "huge pages allocated for a file"},
    {"thp_file_fallback", "count", Lower, Vmstat, "huge pages for a file that became small ones"},
    {"thp_file_mapped", "count", Neither, Vmstat, "huge pages of a file mapped whole"},
    {"thp_split_page", "count", Neither, Vmstat, "huge pages split"},
    {"thp_split_page_failed", "count", Lower, Vmstat, "huge pages that could not be split"},
    {"thp_split_pmd", "count", Neither, Vmstat, "huge mappings split"},
    {"thp_deferred_split_page", "count", Neither, Vmstat, "huge pages put on the list of those to be split later"},
    {"compact_migrate_scanned", "pages", Neither, Vmstat, "pages that compaction looked at to move them"},
    {"compact_free_scanned", "pages", Neither, Vmstat, "pages that compaction looked at to move to them"},
    {"compact_isolated", "pages", Neither, Vmstat, "pages that compaction isolated"},
    {"compact_stall", "count", Lower, Vmstat, "times a task had to compact for itself"},
    {"compact_fail", "count", Lower, Vmstat, "direct compactions without success"},
    {"compact_success", "count", Neither, Vmstat, "direct compactions with success"},
    {"allocstall_normal", "count", Lower, Vmstat, "direct reclaims for the zone Normal"},
    {"allocstall_movable", "count", Lower, Vmstat, "direct reclaims for the zone Movable"},
    {"pgscan_direct", "pages", Neither, Vmstat, "pages looked at by direct reclaim"},
    {"pgsteal_direct", "pages", Neither, Vmstat, "pages freed by direct reclaim"},
    {"pgscan_kswapd", "pages", Neither, Vmstat, "pages looked at by kswapd"},
    {"pgsteal_kswapd", "pages", Neither, Vmstat, "pages freed by kswapd"},
    {"pgscan_anon", "pages", Neither, Vmstat, "anonymous pages looked at by reclaim"},
    {"pgscan_file", "pages", Neither, Vmstat, "file pages looked at by reclaim"},
    {"pgsteal_anon", "pages", Neither, Vmstat, "anonymous pages freed by reclaim"},
    {"pgsteal_file", "pages", Neither, Vmstat, "file pages freed by reclaim"},
    {"pgactivate", "pages", Neither, Vmstat, "pages moved to an active list"},
    {"pgdeactivate", "pages", Neither, Vmstat, "pages moved to an inactive list"},
    {"pgfault", "count", Neither, Vmstat, "page faults"},
    {"pgmajfault", "count", Lower, Vmstat, "page faults that read from a disk"},
    {"workingset_refault_anon", "pages", Lower, Vmstat, "anonymous pages read again soon after reclaim"},
    {"workingset_refault_file", "pages", Lower, Vmstat, "file pages read again soon after reclaim"},
    {"workingset_activate_file", "pages", Neither, Vmstat, "file pages put on the active list when they were read again"},
    {"oom_kill", "count", Lower, Vmstat, "processes killed for want of memory"},
    // Of the instrumentation: the fault path of a file, by what it did with mmap_lock.
    {"filemap_fault_enter", "count", Neither, Vmstat, "file faults that found no page table entry"},
    {"filemap_fault_hit", "count", Neither, Vmstat, "file faults that found their folio in the cache"},
    {"filemap_fault_async_ra_drop", "count", Neither, Vmstat, "mmap_lock dropped to submit more readahead"},
    {"filemap_fault_sync_ra_drop", "count", Neither, Vmstat, "mmap_lock dropped to submit readahead"},
    {"filemap_fault_sync_ra_skipped", "count", Neither, Vmstat, "faults without readahead"},
    {"filemap_fault_lock_wait_dropped", "count", Neither, Vmstat, "waits for a folio's lock, mmap_lock dropped"},
    {"filemap_fault_lock_wait_held", "count", Lower, Vmstat, "waits for a folio's lock, mmap_lock held"},
    {"filemap_fault_lock_not_uptodate", "count", Neither, Vmstat, "folios locked and found not to be read yet"},
    {"filemap_fault_read_folio_dropped", "count", Neither, Vmstat, "single folios read, mmap_lock dropped"},
    {"filemap_fault_read_folio_held", "count", Lower, Vmstat, "single folios read, mmap_lock held"},
    {"filemap_fault_truncated", "count", Neither, Vmstat, "folios locked and found to be truncated"},
    {"filemap_fault_retry_first", "count", Neither, Vmstat, "file faults left to be tried again without mmap_lock"},
    {"filemap_fault_retry_second", "count", Neither, Vmstat, "second tries of file faults, under mmap_lock to the end"},
    // Computed: not a counter of the kernel.
    {"cma_failure_rate_vmstat", "ratio", Lower, Vmstat, "CMA allocations that failed, of all, by /proc/vmstat"},

    // --- of every program: wait4(2), in the guest
    {"program_time", "ms", Neither, Workload, "from the start of the program to its end"},
    {"program_exit_code", "count", Neither, Workload, "exit code of the program"},
    {"program_user_time", "ms", Neither, Workload, "CPU time of the program outside the kernel"},
    {"program_system_time", "ms", Neither, Workload, "CPU time of the program in the kernel"},
    {"program_max_rss", "bytes", Neither, Workload, "most memory that the program had resident"},
    {"program_major_faults", "count", Neither, Workload, "page faults of the program that waited for I/O"},
    {"program_minor_faults", "count", Neither, Workload, "page faults of the program that did not"},
    {"program_context_switches", "count", Neither, Workload, "times another task ran instead of the program"},
    // Of all tasks of the guest meanwhile: /proc/pressure, where the kernel has it (fragment `programs`).
    {"pressure_cpu_some", "ms", Neither, Workload, "time in which some task waited for a CPU"},
    {"pressure_memory_some", "ms", Neither, Workload, "time in which some task waited for memory"},
    {"pressure_memory_full", "ms", Neither, Workload, "time in which all tasks waited for memory"},
    {"pressure_io_some", "ms", Neither, Workload, "time in which some task waited for I/O"},
    {"pressure_io_full", "ms", Neither, Workload, "time in which all tasks waited for I/O"},

    // --- guest-image/workloads/cma-churn
    {"cma_requests", "requests", Neither, Workload, "requests for the whole of a CMA area"},
    {"cma_request_failures", "requests", Lower, Workload, "requests of the workload that failed"},
    {"cma_request_failure_rate", "ratio", Lower, Workload, "requests of the workload that failed, of all"},
    {"cma_request_latency", "ms", Lower, Workload, "a request for the whole of a CMA area", Samples},
    {"cma_resident_pages", "pages", Neither, Workload, "pages of the working set in the CMA area before a request", Samples},
    {"offline_requests", "requests", Neither, Workload, "memory blocks that were to go offline"},
    {"offline_failures", "requests", Lower, Workload, "memory blocks that did not go offline in time"},
    {"offline_resident_pages", "pages", Neither, Workload, "pages of the working set in the memory block before a request", Samples},
    {"churn_rounds", "rounds", Neither, Workload, "rounds of an application's work during the requests"},
    {"churn_rounds_per_second", "1/s", Higher, Workload, "rounds of an application's work in a second of requests"},
    {"churn_round_latency", "us", Lower, Workload, "a round of an application's work meanwhile", Samples},

    // --- refault; offline_* also of cma-churn
    {"move_attempts", "count", Neither, Workload, "calls of move_pages(2) for the page"},
    {"move_successes", "count", Neither, Workload, "calls of move_pages(2) that moved their page"},
    {"move_success_ratio", "ratio", Higher, Workload, "calls of move_pages(2) that moved their page, of all"},
    {"moves_per_second", "1/s", Higher, Workload, "pages moved in a second"},
    {"move_latency", "ms", Lower, Workload, "a call of move_pages(2)", Samples},
    {"offline_attempts", "count", Neither, Workload, "memory blocks that were to go offline"},
    {"offline_successes", "count", Neither, Workload, "memory blocks that went offline"},
    {"offline_success_ratio", "ratio", Higher, Workload, "memory blocks that went offline, of those tried"},
    {"offlines_per_second", "1/s", Higher, Workload, "memory blocks that went offline in a second"},
    {"offline_latency", "ms", Lower, Workload, "from the request to the block offline", Samples},
    {"fault_fairness", "ratio", Higher, Workload, "Jain's index of faults by faulter: 1 is even, 1/n one has all"},
    {"emptying_attempts", "count", Neither, Workload, "allocations of the whole CMA area that were tried"},
    {"emptying_successes", "count", Neither, Workload, "allocations of the whole CMA area"},
    {"emptying_success_ratio", "ratio", Higher, Workload, "allocations of the whole CMA area, of those tried"},
    {"emptyings_per_second", "1/s", Higher, Workload, "allocations of the whole CMA area in a second"},
    {"emptying_latency", "ms", Lower, Workload, "an allocation of the whole CMA area", Samples},
    {"moved_folio_pages", "pages", Neither, Workload, "pages of the folio that is moved, at the beginning"},
    {"fault_share_min", "ratio", Higher, Workload, "faults of the last of the faulters, of an even share"},

    // --- refault and pager
    {"faults", "count", Neither, Workload, "page faults of all faulters"},
    {"faults_per_second", "1/s", Higher, Workload, "page faults of all faulters in a second"},
    {"fault_latency", "us", Lower, Workload, "a page fault", Samples, Words::None, Suffix::None, {}, "ms"},

    // --- pager
    {"maps_read_latency", "ms", Lower, Workload, "reading /proc/PID/maps from outside", Samples},
    {"mmap_latency", "ms", Lower, Workload, "mmap() of one page", Samples},
    {"mlockall_finished", "count", Higher, Workload, "mlockall() without readahead came to an end"},
    {"mlockall_elapsed", "ms", Lower, Workload, "mlockall() without readahead"},

    // --- pin: what was planted. Measures the instrument.
    {"pin_moves", "moves", Neither, Workload, "moves of held pages"},
    {"pin_moves_*", "moves", Neither, Workload, "moves of pages held *", Number, Words::PinKind},
    {"pin_failures", "moves", Neither, Workload, "moves of held pages that failed"},
    {"pin_failures_*", "moves", Neither, Workload, "moves of pages held * that failed", Number, Words::PinKind},
    {"pin_plants", "plants", Neither, Workload, "holds that were planted"},
    {"pin_plants_*", "plants", Neither, Workload, "holds that were planted: pages held *", Number, Words::PinKind},
    {"pin_free_moves", "moves", Neither, Workload, "moves of the same pages while nobody held them"},
    {"pin_free_failures", "moves", Neither, Workload, "moves of the same pages that failed though nobody held them"},
    {"pin_time", "ms", Neither, Workload, "time that the planting took"},

    // --- prefault-reclaim
    {"prefault_mapped", "pages", Neither, Workload, "pages in the page tables before memory was filled"},
    {"reclaim_time", "ms", Lower, Workload, "time to fill memory, reclaim included"},
    {"hot_refaults", "count", Lower, Workload, "pages in use that had to be read from the disk again"},
    {"hot_touches", "count", Neither, Workload, "readings of a page in use"},
    {"file_pages_left", "pages", Neither, Workload, "pages of the file in memory at the end"},

    // --- selftest
    {"selftest_touched", "pages", Neither, Workload, "pages that the workload touched"},
    {"selftest_touch_time", "ms", Lower, Workload, "time to touch them"},
    {"selftest_spin_time", "ms", Lower, Workload, "time for a fixed number of rounds on the CPU"},
    {"selftest_fill_time", "ms", Neither, Workload, "time to write markers into the trace buffer"},

    // --- thp-leak
    {"thp_split", "pages", Higher, Workload, "huge pages that could be split"},
    {"thp_split_failed", "pages", Lower, Workload, "huge pages that could not be split"},
    {"thp_leaked_folios", "folios", Lower, Workload, "huge pages never freed"},
    {"thp_bytes_lost", "bytes", Lower, Workload, "memory that did not come back"},
    {"touch_latency", "us", Lower, Workload, "map, read and unmap a part of a huge page", Samples},
    {"map_attempts", "count", Neither, Workload, "mappings of a huge page that were tried"},
    {"pmd_mapped_ratio", "ratio", Higher, Workload, "mappings of a huge page that became huge, of all"},
    {"map_latency", "us", Lower, Workload, "first read of a mapping of a huge page", Samples},
    {"locker_rounds", "count", Neither, Workload, "times the locking process took the page locks"},
    {"locker_moved", "count", Neither, Workload, "times the locking process moved a huge page to the other node"},

    // --- fsync-herd
    {"fsync_iterations", "count", Neither, Workload, "records written and synced"},
    {"fsyncs_per_second", "1/s", Higher, Workload, "fsyncs of all writers together"},
    {"fsync_latency", "ms", Lower, Workload, "fsync", Samples},

    // --- lock-herd; elapsed also of fsync-herd, which runs for as long as it is told to
    {"elapsed", "ns", Neither, Workload, "time of the work, begin to end", Number, Words::None, Suffix::None, {}, "ms"},
    {"ops", "ops", Neither, Workload, "operations of all processes"},
    {"ops_*", "ops", Neither, Workload, "operations of all processes: *", Number, Words::HerdOp},
    {"ns_per_op", "ns", Lower, Workload, "time of the work, for each operation"},
    {"ns_*", "ns", Lower, Workload, "mean duration of an operation: *", Number, Words::HerdOp},
    {"herd_moves", "count", Neither, Workload, "moves of the page that waiters want"},
    {"herd_move_success_ratio", "ratio", Higher, Workload, "moves that succeeded, of all of the page that waiters want"},
    {"herd_move_latency", "ms", Lower, Workload, "a move of the page that waiters want", Samples},
    {"herd_stalls_per_move", "count", Lower, Workload, "accesses of waiters that faulted, per move"},
    {"herd_stall", "ms", Lower, Workload, "an access that faulted", Samples},
};
// clang-format on

}  // namespace internal

inline constexpr std::span<const MetricRow> kMetricRows{internal::kMetricRows};

}  // namespace folioscope::catalog
