// SPDX-License-Identifier: GPL-3.0-or-later
// The table is long, because it names every metric that is worth a place of its own.
#include "compare/headlines.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "catalog/metric.h"

namespace folioscope::compare {
namespace {

// In the order of the report. Each stands in the catalogue.
constexpr std::array<std::string_view, 90> kHeadlines{
    "cma_failure_rate",
    "cma_request_failure_rate",
    "cma_migrate_retries_per_call",
    "cma_forced_failures_per_call",
    "cma_busy_retries_per_call",
    "cma_latency_p50",
    "cma_latency_p95",
    "churn_round_latency_p50",
    "churn_round_latency_p99",
    "migrate_success_ratio",
    "migrate_success_ratio_contig_range",
    "move_success_ratio",
    "moves_per_second",
    "move_latency_p50",
    "move_latency_p95",
    "move_latency_p99",
    "offline_success_ratio",
    "offline_latency_p50",
    "offline_latency_p95",
    "offline_failures",
    "migrate_attempts_per_success",
    "migrate_unmaps_per_success",
    "failures",
    "locked_gets_fault_around",
    "lock_wakeups_per_wake",
    "lock_wakeups_per_unlock",
    "wake_woken_max",
    "lock_waits",
    "lock_waits_with_reference",
    "lock_wait_p50",
    "fault_latency_p50",
    "fault_latency_p99",
    "faults_per_second",
    "fault_fairness",
    "fault_share_min",
    "freeze_failures_per_cma_call",
    "cma_freeze_extra_references_mean",
    "freeze_extra_references_mean",
    "thp_split_failed",
    "thp_leaked_folios",
    "leaked_refs_per_folio",
    "thp_bytes_lost",
    "leaked_refs_min",
    "leaked_refs_max",
    "thp_split",
    "touch_latency_p50",
    "pmd_mapped_ratio",
    "map_attempts",
    "map_latency_p50",
    "map_latency_p95",
    "map_latency_p99",
    "reclaim_scanned_per_reclaimed",
    "reclaim_ref_keep",
    "reclaim_activated",
    "direct_reclaims",
    "direct_reclaim_total",
    "direct_reclaim_p50",
    "reclaim_time",
    "prefault_mapped",
    "reclaim_reclaimed",
    "locker_rounds",
    "locker_moved",
    "hot_refaults",
    "wake_resumes_per_wake",
    "wake_stretch_ns_max",
    "wake_locked_ns_max",
    "wake_total_ns_max",
    "wake_locked_ns_per_entry",
    "wake_entries_p50",
    "wake_entries_max",
    "page_waits_per_move",
    "page_waits_per_fsync",
    "writeback_waits_per_fsync",
    "fsync_latency_p50",
    "fsync_latency_p99",
    "fsyncs_per_second",
    "herd_move_success_ratio",
    "herd_move_latency_p50",
    "herd_stalls_per_move",
    "herd_stall_p50",
    "herd_stall_p99",
    "herd_stall_max",
    "maps_read_latency_p99",
    "mmap_latency_p99",
    "maps_read_latency_p50",
    "mmap_latency_p95",
    "mmap_lock_io_hold_longest",
    "mmap_lock_io_holds",
    "mmap_lock_write_wait_p99",
    "mlockall_finished",
};

}  // namespace

std::span<const std::string_view> headlines() { return kHeadlines; }

std::optional<std::size_t> headline_rank(std::string_view metric) {
  const auto found = std::ranges::find(kHeadlines, metric);
  if (found == kHeadlines.end()) return std::nullopt;
  return static_cast<std::size_t>(std::distance(kHeadlines.begin(), found));
}

std::string_view describe(std::string_view metric) {
  const catalog::Metric* found = catalog::find_metric(metric);
  return found == nullptr ? std::string_view() : std::string_view(found->meaning);
}

}  // namespace folioscope::compare
