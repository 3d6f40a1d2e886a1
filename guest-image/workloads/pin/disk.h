// SPDX-License-Identifier: GPL-3.0-or-later
// A disk to wait for: a block device or a file, only read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"
#include "workloads/kit/guest.h"
#include "workloads/kit/random.h"

namespace folioscope::workloads {

class Disk {
 public:
  static Result<Disk> open(const std::string& path, std::uint64_t seed);
  // Reads some page of the disk into `target`, past the page cache.
  Status read_direct(std::byte* target);
  // A private mapping of some page of the disk that is not in memory: a write to it sleeps.
  Result<Mapping> map_absent();

 private:
  Disk(std::uint64_t pages, std::uint64_t seed) : pages_(pages), random_(seed) {}
  off_t some_page() { return static_cast<off_t>(random_.below(pages_) * kPageSize); }

  UniqueFd cached_;
  UniqueFd direct_;
  std::uint64_t pages_;
  Random random_;
};

}  // namespace folioscope::workloads
