// SPDX-License-Identifier: GPL-3.0-or-later
// A tmpfs file that consists of whole huge pages. Gone after remove() or at the end of its life.
#pragma once

#include <cstdint>
#include <utility>

#include "base/result.h"
#include "workloads/kit/guest.h"
#include "workloads/kit/tmpfs.h"

namespace folioscope::workloads {

// What of a huge page is mapped, and how it is read.
struct View {
  std::size_t bytes = kHugePageSize;
  std::uint64_t offset = 0;  // of the mapping's start within the huge page; a multiple of 4 KiB
  std::uint64_t reads = 1;   // pages that are read, spread evenly over the mapping
};

class HugeFile {
 public:
  // Fault: the kernel did not give huge pages for all of the file.
  static Result<HugeFile> create(std::uint64_t huge_pages);
  std::uint64_t huge_pages() const { return huge_pages_; }
  int file() const { return tmpfs_.file(); }
  // A shared mapping of huge page `index` for reading, at an address aligned to a huge page, with
  // nothing else in that huge page of address space.
  Result<Mapping> map(std::uint64_t index, const View& view) const;
  // Maps, reads, and unmaps. Returns the frame that was read first: the head of the huge page when
  // the view begins there.
  Result<std::uint64_t> touch(std::uint64_t index, const View& view) const;
  // Gives 4 KiB in the middle of the huge page back, for which the kernel has to split it.
  Status punch_hole(std::uint64_t index) const;
  Status remove() { return tmpfs_.remove(); }

 private:
  HugeFile(HugeTmpfs tmpfs, std::uint64_t huge_pages)
      : tmpfs_(std::move(tmpfs)), huge_pages_(huge_pages) {}
  Status fill();

  HugeTmpfs tmpfs_;
  std::uint64_t huge_pages_;
};

}  // namespace folioscope::workloads
