// SPDX-License-Identifier: GPL-3.0-or-later
// Records into rows: one function per group of tables, to be called inside a transaction. Internal
// to store/.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "store/records.h"
#include "store/sqlite.h"

namespace folioscope::store {

// Guest clocks are u64, SQLite's integers are signed: hostile times beyond 2^63-1 stay there, in
// order.
std::int64_t stored_time(GuestTime time);

// What a cell has in these is computed of the rest, and computed again by `folioscope derive`.
inline constexpr const char* kDerivedTables[] = {"metric",
                                                 "distribution",
                                                 "anomaly",
                                                 "stack",
                                                 "failure",
                                                 "holder",
                                                 "operation",
                                                 "operation_lock",
                                                 "operation_reference",
                                                 "lock_interval",
                                                 "reference_interval",
                                                 "page_range",
                                                 "holder_count"};
// Of these not.
inline constexpr const char* kReceivedTables[] = {"page_chunk",     "chunk_index",
                                                  "cpu_accounting", "probe_accounting",
                                                  "vmstat",         "workload_result",
                                                  "guest_file",     "attempt",
                                                  "host",           "clock"};

// In experiment_rows.cpp.
Status insert_run(Connection& db, const RunRow& run);
Status insert_rows(Connection& db, const std::vector<MachineRow>& machines);
Status insert_rows(Connection& db, const std::vector<WorkloadRow>& workloads);
Status insert_rows(Connection& db, const std::vector<VariantRow>& variants);

Status insert_planned(Connection& db, const std::vector<CellRow>& cells);

// Faults (Bug): a record that says 'planned', produced events that are not stored + lost.
Status check_record(const CellRecord& record);
// Fault (Bug): cpu or seq out of bounds.
Status check_place(const CellRow& cell, int cpu, std::int64_t seq);

// Writes the outcome into a planned cell. Fault (Bug): the cell does not exist or is not planned.
Status fill_planned(Connection& db, const CellRow& cell);
// The same for cells that are never booted.
Status mark_not_needed(Connection& db, const std::vector<CellId>& cells, const std::string& reason);
// Stores a set of formats once for all cells that have it. Fault (Guest): a format without an id.
Status attach_formats(Connection& db, CellId cell, const FormatSet& formats);
// Everything of a record but the cell's own row, formats and pages.
Status insert_belongings(Connection& db, const CellRecord& record);
Status insert_derived(Connection& db, CellId cell, const std::vector<MetricRow>& metrics,
                      const std::vector<DistributionRow>& distributions);
Status insert_anomalies(Connection& db, CellId cell, const std::vector<AnomalyRow>& anomalies);
// In reference_rows.cpp: stacks, failures, holders and the guest's files.
Status insert_clock(Connection& db, CellId cell, const std::vector<ClockRow>& rows);
Status insert_guest_files(Connection& db, CellId cell, const std::vector<GuestFileRow>& files);
Status insert_stacks(Connection& db, CellId cell, const std::vector<StackRow>& stacks);
Status insert_page_rows(Connection& db, CellId cell, const PageRows& rows);
Status insert_operations(Connection& db, CellId cell, const OperationRows& rows);
Status insert_references(Connection& db, CellId cell, const ReferenceRows& references);
// Puts the cells of a status back to 'planned' and removes what belongs to them.
Status plan_again(Connection& db, CellStatus status);

}  // namespace folioscope::store
