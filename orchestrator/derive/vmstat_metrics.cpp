// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/vmstat_metrics.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace folioscope::derive {
namespace {

struct Counter {
  std::string_view name, unit;
};

// Counters that only grow. Gauges (nr_*) are left out: their difference depends on when the agent
// looked.
constexpr Counter kCounters[] = {
    {"cma_alloc_success", "count"},
    {"cma_alloc_fail", "count"},
    {"pgmigrate_success", "pages"},
    {"pgmigrate_fail", "pages"},
    {"thp_migration_success", "count"},
    {"thp_migration_fail", "count"},
    {"thp_migration_split", "count"},
    {"thp_fault_alloc", "count"},
    {"thp_file_alloc", "count"},
    {"thp_file_fallback", "count"},
    {"thp_file_mapped", "count"},
    {"thp_split_page", "count"},
    {"thp_split_page_failed", "count"},
    {"thp_split_pmd", "count"},
    {"thp_deferred_split_page", "count"},
    {"compact_migrate_scanned", "pages"},
    {"compact_free_scanned", "pages"},
    {"compact_isolated", "pages"},
    {"compact_stall", "count"},
    {"compact_fail", "count"},
    {"compact_success", "count"},
    {"allocstall_normal", "count"},
    {"allocstall_movable", "count"},
    {"pgscan_direct", "pages"},
    {"pgsteal_direct", "pages"},
    {"pgscan_kswapd", "pages"},
    {"pgsteal_kswapd", "pages"},
    {"pgscan_anon", "pages"},
    {"pgscan_file", "pages"},
    {"pgsteal_anon", "pages"},
    {"pgsteal_file", "pages"},
    {"pgactivate", "pages"},
    {"pgdeactivate", "pages"},
    {"pgfault", "count"},
    {"pgmajfault", "count"},
    {"workingset_refault_anon", "pages"},
    {"workingset_refault_file", "pages"},
    {"workingset_activate_file", "pages"},
    {"oom_kill", "count"},
    // Of the instrumentation: the fault path of a file, by what it did with mmap_lock.
    {"filemap_fault_enter", "count"},
    {"filemap_fault_hit", "count"},
    {"filemap_fault_async_ra_drop", "count"},
    {"filemap_fault_sync_ra_drop", "count"},
    {"filemap_fault_sync_ra_skipped", "count"},
    {"filemap_fault_lock_wait_dropped", "count"},
    {"filemap_fault_lock_wait_held", "count"},
    {"filemap_fault_lock_not_uptodate", "count"},
    {"filemap_fault_read_folio_dropped", "count"},
    {"filemap_fault_read_folio_held", "count"},
    {"filemap_fault_truncated", "count"},
    {"filemap_fault_retry_first", "count"},
    {"filemap_fault_retry_second", "count"},
};

// Unset: the kernel does not have the counter, or it ran backwards.
std::optional<double> difference(const std::vector<store::VmstatRow>& rows, std::string_view name) {
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [&](const store::VmstatRow& one) { return one.name == name; });
  if (row == rows.end() || row->after < row->before) return std::nullopt;
  return static_cast<double>(row->after) - static_cast<double>(row->before);
}

}  // namespace

void write_vmstat_metrics(const std::vector<store::VmstatRow>& rows, Output& out) {
  for (const auto& [name, unit] : kCounters)
    if (const auto value = difference(rows, name)) out.metric(Source::Vmstat, name, *value, unit);

  const auto failed = difference(rows, "cma_alloc_fail");
  const auto succeeded = difference(rows, "cma_alloc_success");
  if (failed && succeeded && *failed + *succeeded > 0)
    out.metric(Source::Vmstat, "cma_failure_rate_vmstat", *failed / (*failed + *succeeded),
               "ratio");

  for (const store::VmstatRow& row : rows)
    if (row.after < row.before && !row.name.starts_with("nr_"))
      out.anomaly("vmstat_counter_ran_backwards", 1);
}

}  // namespace folioscope::derive
