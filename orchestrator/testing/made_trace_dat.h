// SPDX-License-Identifier: GPL-3.0-or-later
// Files of trace-cmd with several buffers, laid out as trace-cmd lays them out, and what it would
// not write: for tests of their reader. Nothing in them is packed; trace-cmd convert packs.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "store/records.h"

namespace folioscope::imports {

struct MadeBuffer {
  std::string name = {};
  std::map<int, std::vector<std::byte>> pages = {};  // by CPU
  std::map<int, std::string> statistics = {};
  std::string clock = "local";
};

struct MadeTraceDat {
  store::FormatSet formats;
  std::string uname = "Linux box 6.1.0-13-amd64 x86_64";
  std::uint32_t page_size = 4096;
  std::uint32_t cpus = 2;
  std::vector<MadeBuffer> buffers;  // the top one first

  std::string version_6() const;
  std::string version_7() const;
};

// Statistics as the kernel prints them.
std::string made_statistics(std::int64_t overrun, std::int64_t dropped, std::int64_t read);

// Two CPUs with the pages of store::made_chunk() each, and the counters for them.
MadeTraceDat made_trace_dat();
inline constexpr std::uint64_t kMadeStart = 1'000'000;  // ns, of its first event

}  // namespace folioscope::imports
