// SPDX-License-Identifier: GPL-3.0-or-later
// A block of memory that can be taken offline (admin-guide/mm/memory-hotplug.rst).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace folioscope::workloads {

// "8000000" of /sys/devices/system/memory/block_size_bytes: hexadecimal.
std::optional<std::uint64_t> parse_block_size(std::string_view text);

class MemoryBlock {
 public:
  // The one that page frame `frame` is in. A fault when it does not hold movable memory only:
  // nothing could take that offline.
  static Result<MemoryBlock> of_frame(std::uint64_t frame);

  // Whether it went offline before `limit` was over; a signal ends the attempt then, as a user's
  // Ctrl-C would.
  Result<bool> go_offline(std::chrono::seconds limit) const;
  Status go_online() const;

 private:
  explicit MemoryBlock(std::string directory) : directory_(std::move(directory)) {}
  std::string directory_;
};

}  // namespace folioscope::workloads
