// SPDX-License-Identifier: GPL-3.0-or-later
// What can be wrong with the data of a boot, each a counter of its own: how much it matters, and
// what to do. Only look-ups. The table is long, because every such counter stands in it once.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace folioscope::catalog {

// Note: no metric of the boot is touched. Warning: details are missing, or metrics of the boot
// leave out as many of their samples as the count says. Error: metrics of the boot may be wrong by
// more than that.
enum class Severity : std::uint8_t { Note, Warning, Error };

constexpr std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::Note:
      return "note";
    case Severity::Warning:
      return "warning";
    case Severity::Error:
      return "error";
  }
  return "error";
}

struct Anomaly {
  std::string_view name;
  Severity severity = Severity::Note;
  std::string_view meaning;  // what the count counts
  std::string_view advice;   // what to do
  // In runs before schema 5, which may have the same count under both names: keep the larger one.
  std::string_view was = {};
};

namespace internal {

inline constexpr std::string_view kSmallerBuffer =
    "narrow the filter of these events, or run the workload for a shorter time";
inline constexpr std::string_view kLostPartner =
    "a few at the begin and end of a trace are normal; many come with lost events: raise "
    "buffer_kib";
inline constexpr std::string_view kDamaged =
    "boot it again; when it comes back, the guest overwrites its trace buffer: read its console";
inline constexpr std::string_view kOtherAbi =
    "kernel and folioscope are of different versions: build the kernel again";
inline constexpr std::string_view kOtherFields =
    "the kernel is not one that folioscope knows: folioscope sql RUN 'select * from event_format'";
inline constexpr std::string_view kWorkloadLines =
    "see what the workload prints: folioscope sql RUN 'select * from workload_result'";

using enum Severity;

// clang-format off
inline constexpr std::array kAnomalies{
    Anomaly{"batch_missing", Error, "batches of trace pages that never came from the guest", "boot it again; when it comes back, the host is too slow: run fewer guests at a time"},
    Anomaly{"cma_areas_not_understood", Note, "CMA areas of the guest that could not be read: their places come from the allocations in them", kOtherAbi},
    Anomaly{"cma_events_over_bound", Error, "CMA events beyond what one boot may have", kSmallerBuffer},
    Anomaly{"cma_finish_without_start", Warning, "CMA allocations that ended and whose start was not seen", kLostPartner},
    Anomaly{"cma_start_without_finish", Warning, "CMA allocations that began and whose end was not seen", "6.1 and 6.12 leave the end out on early exits; many come with lost events: raise buffer_kib"},
    Anomaly{"counters_impossible", Error, "rows of the file with counters that no boot can have: sums with them mean nothing", "see cpu_accounting, probe_accounting, anomaly and page_chunk in folioscope sql RUN; leave that boot out"},
    Anomaly{"direct_reclaim_events_over_bound", Error, "events of direct reclaim beyond what one boot may have", kSmallerBuffer},
    Anomaly{"direct_reclaim_without_partner", Warning, "begins or ends of direct reclaim without the other", kLostPartner},
    Anomaly{"events_lost_before_a_page", Error, "events that the guest's ring overwrote or dropped before a page", "raise buffer_kib, or narrow the filter of the events"},
    Anomaly{"events_not_understood", Error, "records that no format file describes, or shorter than it says", kDamaged, "event_without_format"},
    Anomaly{"events_out_of_order", Error, "events older than the one before them on their CPU", kDamaged},
    Anomaly{"failures_impossible", Error, "reported failures of a kind that does not exist", kOtherAbi},
    Anomaly{"failures_over_bound", Warning, "failures beyond what one boot may have: counted, without holders", "run the workload for a shorter time"},
    Anomaly{"failures_repeated", Error, "failures with the number of an earlier one", kDamaged},
    Anomaly{"fields_missing_attempt", Error, "fields of mmtrace:migrate_attempt, contig_result and cma_result that this kernel does not have: no migrate_attempts*, contig_ranges*, cma_failed_*", kOtherFields},
    Anomaly{"fields_missing_cma", Error, "fields of cma:* that this kernel does not have: no cma_calls and all that is counted per CMA allocation", kOtherFields},
    Anomaly{"fields_missing_direct_reclaim", Error, "fields of vmscan:mm_vmscan_direct_reclaim_* that this kernel does not have: no direct_reclaim*", kOtherFields},
    Anomaly{"fields_missing_failure", Error, "fields of mmtrace:reference_mismatch and page_history that this kernel does not have: no failures*, holder_share_*", kOtherFields},
    Anomaly{"fields_missing_freeze", Error, "fields of page_ref:page_ref_freeze that this kernel does not have: no freeze_*", kOtherFields},
    Anomaly{"fields_missing_migrate", Error, "fields of migrate:mm_migrate_pages that this kernel does not have: no migrate_pages_*", kOtherFields},
    Anomaly{"fields_missing_mmap_lock", Error, "fields of mmap_lock:* that this kernel does not have: no mmap_lock_*", kOtherFields},
    Anomaly{"fields_missing_operation", Warning, "fields of cma:*, migrate:* or mmtrace:* that this kernel does not have: no rows of operations", kOtherFields},
    Anomaly{"fields_missing_page_lock", Error, "fields of page_lock:* that this kernel does not have: no lock_*, wake*, page_wait*", kOtherFields},
    Anomaly{"fields_missing_page_ref", Error, "fields of page_ref:* that this kernel does not have: no metrics of them", kOtherFields},
    Anomaly{"fields_missing_probe", Error, "fields of the experiment's own probes that this kernel does not have", kOtherFields},
    Anomaly{"fields_missing_reclaim", Error, "fields of vmscan:mm_vmscan_lru_shrink_inactive that this kernel does not have: no reclaim_*", kOtherFields},
    Anomaly{"fields_missing_split", Error, "fields of the probe on split_huge_page_to_list that this kernel does not have: no leaked_refs_*", kOtherFields},
    Anomaly{"format_lacks_fields", Error, "events whose format lacks a field that a metric needs: it is not computed", "the kernel is not one that folioscope knows: folioscope sql RUN 'select * from event_format'"},
    Anomaly{"format_not_understood", Error, "format files that could not be read: their events are not decoded", "the kernel is not one that folioscope knows: folioscope sql RUN 'select * from event_format'"},
    Anomaly{"freeze_failures_over_bound", Error, "failed freezes beyond what one boot may have", kSmallerBuffer},
    Anomaly{"guest_counters_not_understood", Error, "lines of mmtrace/counters that could not be read", kOtherAbi},
    Anomaly{"guest_holds_not_understood", Error, "lines of mmtrace/holds that could not be read", kOtherAbi},
    Anomaly{"histogram_cut", Error, "histograms of events whose text did not arrive whole", "give the histogram fewer keys"},
    Anomaly{"histogram_hits_dropped", Error, "events that found no room in the kernel's histogram", "give the histogram fewer keys, or a filter"},
    Anomaly{"histogram_line_refused", Warning, "lines of a histogram that could not be read", "see its text: folioscope show RUN --cell N --histograms"},
    Anomaly{"lock_events_impossible", Error, "page lock events with values that do not exist", kOtherAbi},
    Anomaly{"lock_events_out_of_order", Error, "page lock events that came too late to be put in order", kDamaged},
    Anomaly{"lock_events_over_bound", Error, "page lock events beyond what one boot may have", kSmallerBuffer},
    Anomaly{"lock_holds_over_bound", Warning, "holds of page locks beyond what is kept while an operation lasts: its locks are too few", kSmallerBuffer},
    Anomaly{"lock_intervals_over_bound", Warning, "holds of page locks and sleeps for them beyond what is kept of a boot: not in lock_interval", kSmallerBuffer},
    Anomaly{"locks_held_over_bound", Error, "page locks taken while too many others were held: not paired", kSmallerBuffer},
    Anomaly{"metric_name_taken", Error, "numbers or distributions with the name of an earlier one: left out", "give the workload's metric another name; folioscope list --metrics has those that are taken"},
    Anomaly{"migrate_attempts_over_bound", Error, "tries to migrate beyond what one boot may have", kSmallerBuffer},
    Anomaly{"migrate_events_over_bound", Error, "migrations beyond what one boot may have", kSmallerBuffer},
    Anomaly{"mmap_lock_events_over_bound", Error, "mmap_lock events beyond what one boot may have", kSmallerBuffer},
    Anomaly{"mmap_lock_got_without_asking", Warning, "holds of mmap_lock whose request was not seen", kLostPartner},
    Anomaly{"mmap_lock_released_without_holding", Warning, "releases of mmap_lock whose hold was not seen", kLostPartner},
    Anomaly{"operations_over_bound", Warning, "operations beyond what one boot may have: without rows", "run the workload for a shorter time"},
    Anomaly{"page_bytes_damaged", Error, "bytes of trace pages behind a place that makes no sense", kDamaged},
    Anomaly{"page_history_without_failure", Warning, "records of a page's history whose failure was not seen", "they come with lost events: raise buffer_kib"},
    Anomaly{"pages_damaged", Error, "trace pages that could not be read to their end", kDamaged, "damaged_page"},
    Anomaly{"pages_out_of_order", Error, "trace pages that begin before the one before them ended", kDamaged},
    Anomaly{"probe_values_over_bound", Warning, "values that a probe fetched beyond the 2^20 that are kept of a boot: not in its quantiles", kSmallerBuffer},
    Anomaly{"reference_intervals_over_bound", Warning, "references beyond what is kept of a boot: not in reference_interval", kSmallerBuffer},
    Anomaly{"sleepers_over_bound", Warning, "sleeps on page locks beyond what one boot may have: not named as holders", kSmallerBuffer},
    Anomaly{"stack_frames_without_name", Note, "stack frames that no symbol covers, such as those of modules", "build what you look at into the kernel"},
    Anomaly{"stack_lines_not_understood", Warning, "lines of mmtrace/stacks that could not be read", kOtherAbi},
    Anomaly{"symbols_refused", Warning, "1: the kernel that booted is not the one in the cache, its stacks have no names", "build the kernel again and run this boot again; holders are not classified without names"},
    Anomaly{"tasks_over_bound", Error, "tasks beyond as many as can be in the middle of something at once: not followed", kSmallerBuffer},
    Anomaly{"vmstat_counter_absent", Note, "entries of `vmstat` that no counter of this kernel fits: their metrics are not available", "see /proc/vmstat of a kernel with this configuration"},
    Anomaly{"vmstat_counter_ran_backwards", Warning, "counters of /proc/vmstat that were smaller at the end: not used", "read the guest's console; a kernel bug is likely"},
    Anomaly{"wait_begin_without_end", Warning, "sleeps on pages whose end was not seen", kLostPartner},
    Anomaly{"wait_end_without_begin", Warning, "sleeps on pages whose begin was not seen", kLostPartner},
    Anomaly{"waits_over_bound", Error, "sleeps on pages while too many others slept: not counted", kSmallerBuffer},
    Anomaly{"workload_line_malformed", Warning, "lines of the workload that look like a metric and are none", kWorkloadLines},
    Anomaly{"workload_metric_repeated", Warning, "metrics that the workload printed again: the last value counts", kWorkloadLines},
    Anomaly{"workload_pattern_unmatched", Warning, "patterns of the experiment that no line of the workload has", kWorkloadLines},
    Anomaly{"workload_results_over_bound", Error, "metrics or samples of the workload beyond what one boot may have", kWorkloadLines},
    Anomaly{"zoneinfo_not_understood", Note, "zones of /proc/zoneinfo that could not be read: their pages have no zone", kOtherAbi},
};
// clang-format on

static_assert(std::ranges::is_sorted(kAnomalies, {}, &Anomaly::name));

}  // namespace internal

// Sorted by name.
using internal::kAnomalies;

// Current names only; nullptr: not in the catalogue.
constexpr const Anomaly* find_anomaly(std::string_view name) {
  const auto* found = std::ranges::lower_bound(kAnomalies, name, {}, &Anomaly::name);
  return found != kAnomalies.end() && found->name == name ? found : nullptr;
}

// What an anomaly is called now; every other text is returned as it is.
constexpr std::string_view current_anomaly_name(std::string_view name) {
  const auto* found = std::ranges::find(kAnomalies, name, &Anomaly::was);
  return name.empty() || found == kAnomalies.end() ? name : found->name;
}

}  // namespace folioscope::catalog
