// SPDX-License-Identifier: GPL-3.0-or-later
// The pages that are held and moved: a shared memfd, mapped at the same address in the process that
// makes it and in all that this one forks later.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "workloads/kit/guest.h"

namespace folioscope::workloads {

class Pages {
 public:
  static Result<Pages> create(std::size_t count);
  std::byte* address(std::size_t page) const { return mapping_.data() + page * kStride; }
  // Present and mapped in the process that calls, in no other.
  void touch(std::size_t page) const;
  int file() const { return file_.get(); }
  off_t offset(std::size_t page) const { return static_cast<off_t>(page * kStride); }

  // A read fault maps what else is there of the 64 KiB around it: there is nothing, unless somebody
  // writes to the page's neighbours.
  static constexpr std::size_t kStride = 16 * kPageSize;

 private:
  UniqueFd file_;
  Mapping mapping_;
};

// Pages of another process, or (0) of this one, as move_pages(2) sees them.
class Mover {
 public:
  explicit Mover(pid_t process) : process_(process) {}
  // The NUMA node of each page; a negative errno where there is none.
  Result<std::vector<int>> nodes(std::span<const std::byte* const> pages) const;
  // Tries to move all of them to `node`, also those that other processes map. The kernel drains
  // every CPU's LRU batches first. nodes() says which ones did move.
  Status move(std::span<const std::byte* const> pages, int node) const;

 private:
  pid_t process_;
};

}  // namespace folioscope::workloads
