// SPDX-License-Identifier: GPL-3.0-or-later
// Files of trace-cmd with several buffers, laid out as trace-cmd lays them out, and what it would
// not write: for tests of their reader. trace-cmd convert packs them by what it was built with.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
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
  std::string symbols = {};  // as /proc/kallsyms
  std::uint32_t page_size = 4096;
  std::uint32_t cpus = 2;
  std::vector<MadeBuffer> buffers;  // the top one first

  std::string version_6() const;
  // With `pack`, sections and pages are packed by it, `packing` its name in the file.
  using Pack = std::function<std::string(std::string_view)>;
  std::string version_7(const Pack& pack = {}, const std::string& packing = "none") const;
};

// Statistics as the kernel prints them.
std::string made_statistics(std::int64_t overrun, std::int64_t dropped, std::int64_t read);

// Two CPUs with the pages of store::made_chunk() each, and the counters for them.
MadeTraceDat made_trace_dat();
inline constexpr std::uint64_t kMadeStart = 1'000'000;  // ns, of its first event

}  // namespace folioscope::imports
