// SPDX-License-Identifier: GPL-3.0-or-later
// A new run file of cells that lie in other run files. Rows are copied by SQLite from file to file,
// and pages as they are compressed, so that memory does not grow with the runs. Which cells, and
// whether the files belong together, the caller decides.
//
// Nobody sees a half-made file that is a run: it is the caller's to make it visible after finish(),
// and to remove it after a fault. Not thread-safe.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/records.h"

namespace folioscope::store {

class CellMerger {
 public:
  // Creates the file with the experiment of `first` and all of its cells as planned. A stop request
  // ends any later call with a fault within milliseconds. Faults (User): the file exists; `first`
  // is no run file of this version of the schema.
  static Result<std::unique_ptr<CellMerger>> create(const std::filesystem::path& file,
                                                    const std::filesystem::path& first,
                                                    std::stop_token stop);
  ~CellMerger();

  // Sets of event formats get their numbers in the order of these calls. One that is there stays.
  Status add_formats(const std::filesystem::path& source, const std::string& sha256);
  // Copies cells with all that belongs to them, and the texts of the kernels that are not there
  // yet, in one transaction. `on_cell` is told each cell before it is copied. Faults: User (not of
  // this version, damaged), Bug (a cell that is not planned any more, formats that were not added).
  Status add_cells(const std::filesystem::path& source, const std::vector<CellId>& cells,
                   const std::function<void(CellId)>& on_cell);

  struct Ending {
    HostTime started;
    std::optional<HostTime> finished;  // empty: cells are missing
    NamedValues host;
  };
  // What the run says of itself; everything is on the disk after it.
  Status finish(const Ending& ending);

 private:
  struct Impl;
  explicit CellMerger(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// The set of event formats of each cell that has one.
Result<std::map<CellId, std::string>> format_sets(const std::filesystem::path& file);

// Whether a cell is the same in both files, its outcome, rows and pages to the last byte.
Result<bool> is_same_cell(const std::filesystem::path& one, const std::filesystem::path& other,
                          CellId cell, const std::stop_token& stop);

}  // namespace folioscope::store
