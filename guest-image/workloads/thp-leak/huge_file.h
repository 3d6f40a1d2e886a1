// SPDX-License-Identifier: GPL-3.0-or-later
// A tmpfs of our own, mounted with huge=always, that holds one file of whole huge pages. Unlinked
// and unmounted by remove() or at the end of its life, whichever is first.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "workloads/kit/guest.h"

namespace folioscope::workloads {

class HugeFile {
 public:
  // Fault: the kernel did not give huge pages for all of the file.
  static Result<HugeFile> create(std::uint64_t huge_pages);
  HugeFile(HugeFile&&) = default;
  HugeFile& operator=(HugeFile&&) = delete;
  ~HugeFile();

  std::uint64_t huge_pages() const { return huge_pages_; }
  // Maps `bytes` from the start of huge page `index` at an address aligned to a huge page, with
  // nothing else in that huge page of address space, reads the first byte, and unmaps. Returns the
  // frame that was read: the head of the huge page.
  Result<std::uint64_t> touch(std::uint64_t index, std::size_t bytes) const;
  // Gives 4 KiB in the middle of the huge page back, for which the kernel has to split it.
  Status punch_hole(std::uint64_t index) const;
  Status remove();

 private:
  explicit HugeFile(std::uint64_t huge_pages) : huge_pages_(huge_pages) {}
  Status mount();
  Status fill();

  std::uint64_t huge_pages_;
  std::string directory_;  // empty: not mounted
  UniqueFd file_;
};

}  // namespace folioscope::workloads
