// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a run file, finished or not, also while it is written. Not thread-safe: one per thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "store/chunk_source.h"
#include "store/event_selection.h"
#include "store/records.h"
#include "trace/format.h"

namespace folioscope::store {

// A value of a result row: NULL, integer, real, text or blob.
using SqlValue =
    std::variant<std::monostate, std::int64_t, double, std::string, std::vector<std::byte>>;

// A file of an older schema is read by the names of the current one, and not changed.
class Reader {
 public:
  // Reads the header and the schema, however large the file is; damage further inside is a fault of
  // whoever reads that place, and found by verify().
  // Faults (User, with remedy): missing, not a run file, truncated, newer schema.
  static Result<std::unique_ptr<Reader>> open(const std::filesystem::path& file);
  ~Reader();

  // From now on whatever is asked ends with a fault soon after a stop request, unless the call has
  // a token of its own.
  void stop_with(std::stop_token stop);

  // For a run that goes on: the cells that got another status since the last call, by id; the first
  // call gives all that have been run. Everything else is read anew by every call anyway.
  Result<std::vector<CellId>> refresh();
  // Reads everything: the file's structure, and every stored page. A line for each thing that is
  // wrong; empty: the file is whole. `on_cell` is told each cell first.
  Result<std::vector<std::string>> verify(const std::function<void(CellId)>& on_cell = {});

  Result<RunRow> run();
  Result<std::vector<VariantRow>> variants();  // by position
  // Of a PatchRow, and of a VariantRow's kernel; nothing where the run has none.
  Result<std::optional<std::string>> patch_text(const std::string& sha256);
  Result<std::optional<std::string>> kernel_config(const std::string& kernel_hash);
  // The System.map of the kernel that the cell booted; nothing where the run has none.
  Result<std::optional<std::string>> system_map(CellId cell);
  Result<std::vector<MachineRow>> machines();    // by position
  Result<std::vector<WorkloadRow>> workloads();  // by position
  Result<std::vector<CellRow>> cells();          // by position
  // The boots of each cell, the one that counts last; a run of an older version has none.
  Result<std::map<CellId, std::vector<AttemptRow>>> attempts();
  Result<std::map<CellId, std::vector<MetricRow>>> metrics();
  // The same without keeping them: by cell and name.
  Status metrics(const std::function<void(CellId, const MetricRow&)>& visit);
  Result<std::vector<MetricRow>> metrics(CellId cell);
  Result<std::vector<DistributionRow>> distributions(CellId cell);
  Result<std::vector<CpuAccounting>> cpu_accounting(CellId cell);
  Result<std::vector<ProbeAccounting>> probe_accounting(CellId cell);
  Result<std::vector<VmstatRow>> vmstat(CellId cell);
  Result<std::vector<std::string>> workload_results(CellId cell);
  // Of the workload that the cell runs.
  Result<std::vector<MetricPatternRow>> metric_patterns(CellId cell);
  Result<std::vector<AnomalyRow>> anomalies(CellId cell);
  Result<std::vector<GuestFileRow>> guest_files(CellId cell);
  Result<std::vector<ClockRow>> clock(CellId cell);  // in the order of time
  Result<std::vector<StackRow>> stacks(CellId cell);
  Result<ReferenceRows> references(CellId cell);
  Result<OperationRows> operations(CellId cell);
  // By id, which is the order in which they began; with `pfn`, those of one page.
  Result<std::vector<IntervalRow>> lock_intervals(CellId cell,
                                                  std::optional<std::uint64_t> pfn = {});
  Result<std::vector<IntervalRow>> reference_intervals(CellId cell,
                                                       std::optional<std::uint64_t> pfn = {});
  Result<std::vector<PageRangeRow>> page_ranges(CellId cell);      // by kind and place
  Result<std::vector<HolderCountRow>> holder_counts(CellId cell);  // most failures first

  // Formats and page layout of a cell; empty table when it has none.
  struct Decoding {
    trace::PageLayout layout;
    trace::FormatTable formats;
    std::int64_t not_understood = 0;  // format texts; their events are stored all the same
    std::size_t page_size = 4096;
  };
  Result<Decoding> decoding(CellId cell);
  // The pages of a cell, decompressed chunk by chunk. Its walks end before the Reader does.
  Result<PagesByCpu> pages(CellId cell);
  // Calls `visit` with each stored chunk of a cell, by cpu and seq, decompressed. A fault returned
  // by `visit` ends the walk and is returned.
  Status pages(CellId cell, const std::function<Status(const PageChunk&)>& visit);

  // Calls `visit` with each event that is selected, by CPU and stored order (not by time over all
  // CPUs), until it returns false. Whole chunks outside of the bounds of time are not read. Faults
  // (User): the pages are damaged; stopped, within one chunk.
  Status events(const EventSelection& selection, const std::function<bool(const EventView&)>& visit,
                std::stop_token stop = {});
  // What lies at an address of the kernel that the cell booted: "vmstat+0x20", as symbol() of SQL
  // says (kernel_symbols.h); nothing where that is NULL.
  Result<std::optional<std::string>> symbol_at(CellId cell, std::uint64_t address);
  // By cpu and seq; no page is read.
  Result<std::vector<ChunkSummary>> chunk_summaries(CellId cell);

  // Runs one read-only statement; the virtual table `event` is there (see store/event_table.h).
  // Faults (User): with SQLite's message; writing is not authorized. A stop request ends it with a
  // fault within milliseconds.
  struct Query {
    std::vector<std::string> columns;
    std::vector<std::vector<SqlValue>> rows;
  };
  Result<Query> sql(const std::string& text, std::stop_token stop = {});
  // The same, row by row, for results larger than memory. `head` is called once, first.
  Status sql(const std::string& text,
             const std::function<void(const std::vector<std::string>& columns)>& head,
             const std::function<void(const std::vector<SqlValue>& row)>& row,
             std::stop_token stop = {});

 private:
  struct Impl;
  explicit Reader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace folioscope::store
