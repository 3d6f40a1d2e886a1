// SPDX-License-Identifier: GPL-3.0-or-later
// The pages that all workers share: memfds of a run of pages each, so that writers of different
// runs do not queue for one inode. Mapped at the same address in all processes that are forked
// later.
#pragma once

#include <cstddef>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "workloads/kit/guest.h"

namespace folioscope::workloads {

inline constexpr std::size_t kRunPages = 16;

class SharedPages {
 public:
  static Result<SharedPages> create(std::size_t runs);
  std::size_t runs() const { return runs_.size(); }
  int file(std::size_t run) const { return runs_[run].file.get(); }
  std::byte* page(std::size_t run, std::size_t page) const {
    return runs_[run].mapping.data() + page * kPageSize;
  }

 private:
  struct Run {
    UniqueFd file;
    Mapping mapping;
  };
  std::vector<Run> runs_;
};

}  // namespace folioscope::workloads
