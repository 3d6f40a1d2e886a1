// SPDX-License-Identifier: GPL-3.0-or-later
// The tables and views of a run file for those who ask in SQL: what `folioscope sql --help` prints.
// A test holds the list against a new file.
#pragma once

#include <string_view>

namespace folioscope::store {

struct SchemaName {
  std::string_view name, meaning;
};

inline constexpr SchemaName kSchemaNames[] = {
    {"run", "the experiment as it was run, one row"},
    {"about", "what the experiment says about itself"},
    {"claim", "numbers of the discussion, to compare with"},
    {"variant", "settings of each variant"},
    {"kernel", "patches and kernel of each variant on each base"},
    {"machine", "size and devices of each machine"},
    {"workload", "program, arguments and settings of each point"},
    {"cell", "every boot: what it was and how it ended"},
    {"attempt", "boots of a cell, those that failed for a reason of the host too"},
    {"host", "the host of each boot, and how it ran guests"},
    {"clock", "the clocks of guest and host beside each other, at two moments of a boot"},
    {"metric", "one number per boot and name"},
    {"distribution", "histograms inside a boot"},
    {"accounting", "events of each boot and CPU: produced, stored, lost, unaccounted"},
    {"cpu_accounting", "what accounting is made of"},
    {"probe_accounting", "hits and misses of dynamic probes"},
    {"anomaly", "what was received and not understood, by name"},
    {"failure", "pages that could not be migrated or isolated"},
    {"holder", "who held their extra references"},
    {"operation", "CMA allocations and migrations of pages, with what became of them"},
    {"operation_lock", "locks that others held on their pages meanwhile"},
    {"operation_reference", "references to their pages that were in their way"},
    {"lock_interval", "holds of the locks of pages that failed, and the longest holds"},
    {"reference_interval", "references to pages that failed, from get to put"},
    {"page_range", "nodes, zones and CMA areas, in page frames"},
    {"holder_count", "failures by class and stack of their holders"},
    {"stack", "kernel stacks with names"},
    {"vmstat", "/proc/vmstat before and after"},
    {"workload_result", "lines that the workload printed"},
    {"guest_file", "texts that the guest's kernel left"},
    {"kernel_symbols", "System.map of each kernel, compressed; symbol(cell_id, address) reads it"},
    {"kernel_config", "configuration of each kernel, compressed"},
    {"patch_text", "patches and mailboxes that kernels were made from, compressed"},
    {"format_set", "event formats, once for each kernel"},
    {"event_format", "a tracefs format file each"},
    {"page_chunk", "the raw ring-buffer pages, compressed"},
    {"chunk_index", "what is in each of these"},
};

// Of the connection, not of the file.
inline constexpr SchemaName kEventTable = {"event", "every raw event, a column for each field"};

// Names that older versions had; views, so that old questions still have answers.
inline constexpr SchemaName kOldSchemaNames[] = {
    {"ledger", "accounting"}, {"cpu_books", "cpu_accounting"}, {"probe_books", "probe_accounting"}};

}  // namespace folioscope::store
