// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/headlines.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace folioscope::compare {
namespace {

struct Headline {
  std::string_view metric, meaning;
};

// In the order of the report.
constexpr std::array kHeadlines{
    Headline{"cma_failure_rate", "CMA allocations that failed, of all"},
    Headline{"cma_request_failure_rate", "requests of the workload that failed, of all"},
    Headline{"cma_migrate_retries_per_call", "migrations with pages left behind, per allocation"},
    Headline{"cma_forced_failures_per_call",
             "failed tries to migrate a page from the fourth pass on, per allocation"},
    Headline{"cma_busy_retries_per_call", "ranges given up as busy, per CMA allocation"},
    Headline{"cma_latency_p50", "CMA allocation from start to finish, median in a boot"},
    Headline{"cma_latency_p95", "CMA allocation from start to finish, 95th percentile in a boot"},
    Headline{"churn_round_latency_p50",
             "a round of an application's work meanwhile, median in a boot"},
    Headline{"churn_round_latency_p99",
             "a round of an application's work meanwhile, 99th percentile in a boot"},
    Headline{"migrate_success_ratio", "pages migrated, of those tried"},
    Headline{"migrate_success_ratio_contig_range",
             "pages of contiguous ranges migrated, of those tried"},
    Headline{"move_success_ratio", "calls of move_pages(2) that moved their page"},
    Headline{"moves_per_second", "pages moved in a second"},
    Headline{"move_latency_p50", "a call of move_pages(2), median in a boot"},
    Headline{"move_latency_p95", "a call of move_pages(2), 95th percentile in a boot"},
    Headline{"move_latency_p99", "a call of move_pages(2), 99th percentile in a boot"},
    Headline{"offline_success_ratio", "memory blocks that went offline, of those tried"},
    Headline{"offline_latency_p50", "from the request to the block offline, median in a boot"},
    Headline{"offline_latency_p95",
             "from the request to the block offline, 95th percentile in a boot"},
    Headline{"offline_failures", "memory blocks that did not go offline in time"},
    Headline{"migrate_attempts_per_success", "tries to migrate a page, for each that moved"},
    Headline{"migrate_unmaps_per_success", "tries that unmapped the page, for each that moved"},
    Headline{"failures", "tries to migrate that failed on a reference"},
    Headline{"locked_gets_fault_around", "references that fault-around took to locked pages"},
    Headline{"lock_wakeups_per_wake", "sleepers woken by an unlock that had any to wake"},
    Headline{"lock_wakeups_per_unlock", "sleepers woken, for each unlock of all"},
    Headline{"wake_woken_max", "sleepers woken at once, most in a boot"},
    Headline{"lock_waits", "sleeps on page locks"},
    Headline{"lock_waits_with_reference",
             "sleeps on page locks with a reference to the page, in wait for the lock"},
    Headline{"lock_wait_p50", "a sleep on a page lock, median in a boot"},
    Headline{"fault_latency_p50", "a page fault, median in a boot"},
    Headline{"fault_latency_p99", "a page fault, 99th percentile in a boot"},
    Headline{"faults_per_second", "page faults of all faulters in a second"},
    Headline{"fault_fairness", "Jain's index of faults by faulter: 1 is even, 1/n one has all"},
    Headline{"fault_share_min", "faults of the last of the faulters, of an even share"},
    Headline{"freeze_failures_per_cma_call", "failed refcount freezes, per CMA allocation"},
    Headline{"cma_freeze_extra_references_mean", "extra references at a failed freeze, in CMA"},
    Headline{"freeze_extra_references_mean", "extra references at a failed freeze"},
    Headline{"thp_split_failed", "huge pages that could not be split"},
    Headline{"thp_leaked_folios", "huge pages never freed"},
    Headline{"leaked_refs_per_folio", "references never dropped, per folio"},
    Headline{"thp_bytes_lost", "memory that did not come back"},
    Headline{"leaked_refs_min",
             "references never dropped of the folio with the fewest; below 0: dropped too often"},
    Headline{"leaked_refs_max", "references never dropped of the folio with the most"},
    Headline{"thp_split", "huge pages that could be split"},
    Headline{"touch_latency_p50", "map, read and unmap a part of a huge page, median in a boot"},
    Headline{"pmd_mapped_ratio", "mappings of a huge page that became huge, of all"},
    Headline{"map_attempts", "mappings of a huge page that were tried"},
    Headline{"map_latency_p50", "first read of a mapping of a huge page, median in a boot"},
    Headline{"map_latency_p95",
             "first read of a mapping of a huge page, 95th percentile in a boot"},
    Headline{"map_latency_p99",
             "first read of a mapping of a huge page, 99th percentile in a boot"},
    Headline{"reclaim_scanned_per_reclaimed", "pages looked at for each that was freed"},
    Headline{"reclaim_ref_keep", "pages kept because they were referenced since the last look"},
    Headline{"reclaim_activated", "pages moved to the active list by reclaim"},
    Headline{"direct_reclaims", "times a task had to reclaim for itself"},
    Headline{"direct_reclaim_total", "time that tasks spent reclaiming for themselves"},
    Headline{"direct_reclaim_p50", "a direct reclaim from begin to end, median in a boot"},
    Headline{"reclaim_time", "time to fill memory, reclaim included"},
    Headline{"prefault_mapped", "pages in the page tables before memory was filled"},
    Headline{"reclaim_reclaimed", "pages that reclaim freed"},
    Headline{"locker_rounds", "times the locking process took the page locks"},
    Headline{"locker_moved", "times the locking process moved a huge page to the other node"},
    Headline{"hot_refaults", "pages in use that had to be read from the disk again"},
    Headline{"wake_resumes_per_wake",
             "walks of a wait queue gone on with behind a bookmark, per wake"},
    Headline{"wake_stretch_ns_max", "longest time under a queue's lock at once, interrupts off"},
    Headline{"wake_locked_ns_max", "longest walk, all its time under the queue's lock"},
    Headline{"wake_total_ns_max", "longest walk from begin to end"},
    Headline{"wake_locked_ns_per_entry", "time under a queue's lock, for each waiter looked at"},
    Headline{"wake_entries_p50", "waiters looked at by one wake, median in a boot"},
    Headline{"wake_entries_max", "waiters looked at by one wake, most in a boot"},
    Headline{"page_waits_per_move", "sleeps on pages, per move of the herd's page"},
    Headline{"page_waits_per_fsync", "sleeps on pages, per fsync"},
    Headline{"writeback_waits_per_fsync", "sleeps until a page is written, per fsync"},
    Headline{"fsync_latency_p50", "fsync, median in a boot"},
    Headline{"fsync_latency_p99", "fsync, 99th percentile in a boot"},
    Headline{"fsyncs_per_second", "fsyncs of all writers together"},
    Headline{"herd_move_success_ratio", "moves of the herd's page that succeeded, of all"},
    Headline{"herd_move_latency_p50", "a move of the herd's page, median in a boot"},
    Headline{"herd_stalls_per_move", "accesses of waiters that faulted, per move"},
    Headline{"herd_stall_p50", "an access that faulted, median in a boot"},
    Headline{"herd_stall_p99", "an access that faulted, 99th percentile in a boot"},
    Headline{"herd_stall_max", "an access that faulted, longest in a boot"},
    Headline{"maps_read_latency_p99", "reading /proc/PID/maps from outside, 99th percentile"},
    Headline{"mmap_latency_p99", "mmap() of one page, 99th percentile"},
    Headline{"maps_read_latency_p50", "reading /proc/PID/maps from outside, median"},
    Headline{"mmap_latency_p95", "mmap() of one page, 95th percentile"},
    Headline{"mmap_lock_io_hold_longest", "longest read hold of mmap_lock with a sleep for I/O"},
    Headline{"mmap_lock_io_holds", "read holds of mmap_lock with a sleep for I/O"},
    Headline{"mmap_lock_write_wait_p99", "waits of writers for mmap_lock, 99th percentile"},
    Headline{"mlockall_finished", "mlockall() without readahead came to an end"},
};

// Explained wherever they are shown, which is where somebody asks for them: every instrumented boot
// has them.
constexpr std::array kCounters{
    Headline{"filemap_fault_enter", "file faults that found no page table entry"},
    Headline{"filemap_fault_retry_first", "of these, left to be tried again without mmap_lock"},
    Headline{"filemap_fault_retry_second", "second tries, under mmap_lock to the end"},
    Headline{"filemap_fault_sync_ra_drop", "mmap_lock dropped to submit readahead"},
    Headline{"filemap_fault_async_ra_drop", "mmap_lock dropped to submit more readahead"},
    Headline{"filemap_fault_sync_ra_skipped", "faults without readahead"},
    Headline{"filemap_fault_lock_wait_dropped", "waits for a folio's lock, mmap_lock dropped"},
    Headline{"filemap_fault_lock_wait_held", "waits for a folio's lock, mmap_lock held"},
    Headline{"filemap_fault_lock_not_uptodate", "folios locked and found not to be read yet"},
    Headline{"filemap_fault_read_folio_dropped", "single folios read, mmap_lock dropped"},
    Headline{"filemap_fault_read_folio_held", "single folios read, mmap_lock held"},
    Headline{"wake_entries_per_wake", "waiters looked at by one wake, mean"},
    Headline{"page_waits_per_unlock", "sleeps on pages, per unlock of any page"},
};

auto find(std::string_view metric) {
  return std::ranges::find(kHeadlines, metric, &Headline::metric);
}

}  // namespace

std::optional<std::size_t> headline_rank(std::string_view metric) {
  const auto found = find(metric);
  if (found == kHeadlines.end()) return std::nullopt;
  return static_cast<std::size_t>(std::distance(kHeadlines.begin(), found));
}

std::string_view describe(std::string_view metric) {
  if (const auto found = find(metric); found != kHeadlines.end()) return found->meaning;
  const auto counter = std::ranges::find(kCounters, metric, &Headline::metric);
  return counter == kCounters.end() ? std::string_view() : counter->meaning;
}

}  // namespace folioscope::compare
