// SPDX-License-Identifier: GPL-3.0-or-later
// What the kernel says of a page frame (admin-guide/mm/pagemap.rst).
#pragma once

#include <cstdint>

#include "base/result.h"
#include "base/unique_fd.h"

namespace folioscope::workloads {

class PageFlags {
 public:
  static constexpr std::uint64_t kReferenced = 1u << 2;
  static constexpr std::uint64_t kLru = 1u << 5;
  static constexpr std::uint64_t kActive = 1u << 6;
  static constexpr std::uint64_t kWriteback = 1u << 8;
  static constexpr std::uint64_t kSwapCache = 1u << 13;
  static constexpr std::uint64_t kMerged = 1u << 21;  // by KSM

  static Result<PageFlags> open();
  Result<std::uint64_t> read(std::uint64_t frame) const;

 private:
  UniqueFd kpageflags_;
};

}  // namespace folioscope::workloads
