// SPDX-License-Identifier: GPL-3.0-or-later
// The one writer of a run file. SQLite in WAL mode: readers see every committed cell while the run
// goes on. Not thread-safe: one thread owns a Writer.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/chunk_source.h"
#include "store/packed_pages.h"
#include "store/records.h"

namespace folioscope::store {

// A boot that no plan had, and those of its names that the run does not know yet.
struct AddedCell {
  std::vector<MachineRow> machines = {};
  std::vector<WorkloadRow> workloads = {};
  std::vector<VariantRow> variants = {};
  CellRecord record;
};

class Writer {
 public:
  // Creates the file with its schema, run row, dimension rows and all cells as 'planned'.
  // Fault (User) when the file exists.
  static Result<std::unique_ptr<Writer>> create(const std::filesystem::path& file,
                                                const RunRow& run,
                                                const std::vector<MachineRow>& machines,
                                                const std::vector<WorkloadRow>& workloads,
                                                const std::vector<VariantRow>& variants,
                                                const std::vector<CellRow>& cells);
  // Opens an unfinished run to go on with it; a file of an older schema becomes one of this. As the
  // last writer may have died, the whole file is checked. Faults: not a run file, newer schema,
  // damaged, already finished.
  static Result<std::unique_ptr<Writer>> reopen(const std::filesystem::path& file);
  // Opens a finished run whose metrics are derived anew, without a check of what is in it. Only
  // replace_derived is allowed.
  static Result<std::unique_ptr<Writer>> reopen_finished(const std::filesystem::path& file);
  // Opens a run that boots are added to, finished or not; finish() says when it has them.
  static Result<std::unique_ptr<Writer>> reopen_to_add(const std::filesystem::path& file);
  ~Writer();

  // The System.map of a kernel in the table kernel; one that is there stays.
  Status store_symbols(const std::string& kernel_hash, std::string_view system_map);
  // Its .config; and the text of a patch or mailbox. One that is there stays.
  Status store_config(const std::string& kernel_hash, std::string_view config);
  Status store_patch(const std::string& sha256, std::string_view text);
  // Writes a cell and all that belongs to it in one transaction. A cell that already has a status
  // other than 'planned' is refused (Bug). Disk full: nothing of the cell is kept, fault Host.
  Status commit_cell(const CellRecord& record, const ChunkSource& chunks);
  // The same with pages that were compressed elsewhere: all that is left to do here is to write.
  Status commit_packed(const CellRecord& record, const PackedSource& chunks);
  // Adds a cell with its names and all that belongs to it in one transaction; of one that is not
  // added nothing is kept. Fault (Bug): its id or a name is there already.
  Status add_cell(const AddedCell& cell, const PackedSource& chunks);
  // Replaces what is derived of a cell (folioscope derive). Its pages, accounting and guest files
  // stay.
  Status replace_derived(CellId cell, const DerivedRows& rows);
  // Makes the indexes of a stored cell's chunks again (chunk_index.h), for runs of older versions.
  Status index_chunks(CellId cell);
  // Ends planned cells as 'not-needed', all or none of them. Fault (Bug): one is not planned.
  Status mark_not_needed(const std::vector<CellId>& cells, const std::string& reason);
  // Puts every cell with one of these statuses back to 'planned', with its rows removed.
  Status reset_cells(const std::vector<CellStatus>& statuses);
  // Sets finished_host_ns, builds indexes, folds the log into the file: a finished run is one file
  // that can be copied and read from anywhere, read-only places too.
  Status finish(HostTime now);

 private:
  struct Impl;
  explicit Writer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace folioscope::store
