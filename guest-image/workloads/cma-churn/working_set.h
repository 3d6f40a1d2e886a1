// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of one churner: a file or anonymous memory, mapped once, in this process alone.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "workloads/kit/guest.h"
#include "workloads/kit/request.h"

namespace folioscope::workloads {

enum class Memory {
  Tmpfs,      // a memfd: always migrated, never reclaimed without swap
  Anonymous,  // private memory
  File,       // a file that has no name, on a file system with a disk; its pages are clean
};

// Consecutive pages, so that one system call puts all of them into a batch: the kernel empties the
// batches of the CPU at the beginning of every madvise(2) and at the end of every munmap(2).
struct Run {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

class WorkingSet {
 public:
  WorkingSet() = default;  // no pages
  // `directory`: where the file is made, for Memory::File.
  static Result<WorkingSet> create(Memory memory, std::uint64_t pages,
                                   const std::string& directory);

  std::uint64_t pages() const { return frames_.size(); }
  Run all() const { return {0, pages()}; }
  int file() const { return file_.get(); }  // -1 for Memory::Anonymous
  std::byte* address(Run run) const { return mapping_.data() + run.first * kPageSize; }
  static off_t offset(Run run) { return static_cast<off_t>(run.first * kPageSize); }
  static std::size_t size(Run run) { return run.count * kPageSize; }

  // The pages go back to the kernel.
  Status give_back(Run run) const;
  // Has every page mapped: by a write, or where it comes from a disk by a read.
  void touch(Run run) const;
  // By madvise(2).
  Status advise(Run run, int advice) const;
  // By read(2), which marks a page accessed when its first byte is read.
  Status read_first_bytes(Run run) const;
  // How many pages lie in each of `ranges`; all must be mapped.
  Result<std::vector<std::uint64_t>> count_in(const std::vector<FrameRange>& ranges);

 private:
  WorkingSet(Memory memory, std::uint64_t pages) : memory_(memory), frames_(pages) {}
  Status open_file(const std::string& directory);
  Status drop(Run run) const;  // from the cache of a file; it keeps what is mapped

  Memory memory_ = Memory::Anonymous;
  std::vector<std::uint64_t> frames_;  // room for what the kernel says
  UniqueFd file_;
  Mapping mapping_;
  PageFrames pagemap_;
};

}  // namespace folioscope::workloads
