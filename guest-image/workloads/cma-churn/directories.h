// SPDX-License-Identifier: GPL-3.0-or-later
// Directories of one block each on an ext4 file system, as pages of the page cache of its disk. Who
// reads a directory leaves the head of its block's buffer in a per-CPU cache of 16 (bh_lrus,
// fs/buffer.c), where it counts as used; that of the page itself does not change. Owns the
// directories and removes them at the end. Needs root.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "workloads/cma-churn/working_set.h"
#include "workloads/kit/guest.h"
#include "workloads/kit/request.h"

namespace folioscope::workloads {

class Directories {
 public:
  // So many in a new directory below `place`. Their pages are not in memory.
  static Result<Directories> create(std::uint64_t count, const std::string& place);
  Directories(Directories&& other) noexcept = default;
  Directories& operator=(Directories&&) = delete;
  ~Directories();

  // One of each directory.
  std::uint64_t pages() const { return pages_.size(); }
  // The pages leave memory and are read again, so that they lie where the allocator puts new
  // movable pages. None is in an LRU batch then, and none enters one when it is read once more.
  // Returns how many lie in each of `ranges`.
  Result<std::vector<std::uint64_t>> refill(const std::vector<FrameRange>& ranges) const;
  // Reads the directories, which does not change them.
  Status read(Run run) const;

 private:
  Directories() = default;
  Status open_disk(const std::string& place);
  Status make(std::uint64_t count);
  Status drop() const;
  Result<UniqueFd> open(std::uint64_t index) const;
  Result<std::uint64_t> page_of(std::uint64_t index) const;
  Result<std::vector<std::uint64_t>> count_in(const std::vector<FrameRange>& ranges) const;

  std::string path_;  // of the directory they are in
  UniqueFd parent_;   // that directory
  UniqueFd disk_;
  std::vector<std::uint64_t> pages_;  // of the disk, in the order of the directories
  PageFrames pagemap_;
};

// The name in the text of /sys/dev/block/MAJOR:MINOR/uevent, below /dev.
Result<std::string> device_name(std::string_view uevent);

}  // namespace folioscope::workloads
