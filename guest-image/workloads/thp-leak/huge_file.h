// SPDX-License-Identifier: GPL-3.0-or-later
// A tmpfs file that consists of whole huge pages. Gone after remove() or at the end of its life.
#pragma once

#include <cstdint>
#include <utility>

#include "base/result.h"
#include "workloads/kit/guest.h"
#include "workloads/kit/tmpfs.h"

namespace folioscope::workloads {

class HugeFile {
 public:
  // Fault: the kernel did not give huge pages for all of the file.
  static Result<HugeFile> create(std::uint64_t huge_pages);
  std::uint64_t huge_pages() const { return huge_pages_; }
  // Maps `bytes` from the start of huge page `index` at an address aligned to a huge page, with
  // nothing else in that huge page of address space, reads the first byte, and unmaps. Returns the
  // frame that was read: the head of the huge page.
  Result<std::uint64_t> touch(std::uint64_t index, std::size_t bytes) const;
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
