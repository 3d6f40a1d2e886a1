// SPDX-License-Identifier: GPL-3.0-or-later
// The files of a run. Whoever writes holds `lock`; readers need only run.db.
//
//   run.db        the store; finished_host_ns is set when the last cell is in
//   console/      one file per boot: CELL.log
//   spool/        pages of the boots in flight; emptied at every start
//   scratch/      disks of the boots in flight; emptied at every start
//   lock          held (base/lock_state.h) by the process that runs or resumes
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "base/units.h"
#include "sys/files.h"

namespace folioscope::run {

class Directory {
 public:
  // A new run: makes the directory. Fault (User): it already holds a run, or is in use.
  static Result<Directory> create(const std::filesystem::path& path);
  // An existing run. Fault (User): no run in it, or in use.
  static Result<Directory> open(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path store() const { return path_ / "run.db"; }
  std::filesystem::path console(CellId cell) const;
  // Puts the console of an attempt aside, so that the next one does not overwrite it; its name,
  // relative to path(). Empty when there is none.
  std::string keep_console(CellId cell, int attempt) const;
  std::filesystem::path spool() const { return path_ / "spool"; }
  std::filesystem::path spool(CellId cell) const;
  std::filesystem::path scratch() const { return path_ / "scratch"; }
  // Short and the same for every process that works on this directory: marks its domains.
  std::string owner() const;

 private:
  Directory(std::filesystem::path path, sys::FileLock lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}
  static Result<Directory> lock(const std::filesystem::path& path);
  Status empty_transients() const;

  std::filesystem::path path_;
  sys::FileLock lock_;
};

// RUN as a user names it: a run directory or its run.db. Fault (User): neither.
Result<std::filesystem::path> find_store(const std::filesystem::path& run);

}  // namespace folioscope::run
