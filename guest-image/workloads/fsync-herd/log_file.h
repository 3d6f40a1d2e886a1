// SPDX-License-Identifier: GPL-3.0-or-later
// The file that all writers of fsync-herd share, as one of them sees it: where its records lie, and
// the two ways to it, through the page cache and past it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"
#include "workloads/kit/guest.h"

namespace folioscope::workloads {

enum class Pattern {
  Apart,    // each writer has a range of its own: nobody shares a page
  Overlap,  // ranges begin one page apart: neighbours write the same pages
  Append,   // short records at the end of the file, wherever that is
};
Pattern pattern_named(std::string_view name);

// Of Pattern::Append: some dozen records share a page.
inline constexpr std::size_t kAppendBytes = 100;

struct LogPlan {
  std::string directory;
  Pattern pattern = Pattern::Apart;
  std::size_t bytes = 0;  // of a record, a multiple of the page size; not for Pattern::Append
};

// Where the record of `writer`, which counts from 0, begins.
off_t record_offset(const LogPlan& plan, std::uint64_t writer);

class LogFile {
 public:
  // Makes the file anew and empty; it stays when the program has ended.
  static Status create(const LogPlan& plan);
  static Result<LogFile> open(const LogPlan& plan, std::uint64_t writer);

  // Writes a record that tells `round`, and returns how long its fsync(2) took, in ms.
  Result<double> write(std::uint64_t round);
  // Reads the record from the disk; a fault when it is not what this writer wrote. Only for
  // Pattern::Apart is that promised by anybody; Overlap reads and does not compare, Append does
  // nothing.
  Status read_back();

 private:
  LogFile(const LogPlan& plan, std::uint64_t writer) : plan_(plan), writer_(writer) {}

  LogPlan plan_;
  std::uint64_t writer_;
  UniqueFd cached_, direct_;
  Mapping record_, copy_;  // direct I/O wants whole pages
};

}  // namespace folioscope::workloads
