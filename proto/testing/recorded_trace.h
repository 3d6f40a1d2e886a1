// SPDX-License-Identifier: GPL-3.0-or-later
// Loads what testdata/record.sh left, for tests and the benchmark. Aborts with the file's name when
// something is missing: without its recording no test can say anything.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "trace/format.h"

namespace folioscope::trace {

struct Recording {
  struct Cpu {
    int cpu = 0;
    std::vector<std::byte> pages;
    std::span<const std::byte> page(std::size_t index) const {
      return std::span(pages).subspan(index * kPageSize, kPageSize);
    }
    std::size_t page_count() const { return pages.size() / kPageSize; }
  };
  static constexpr std::size_t kPageSize = 4096;

  std::string header_page;
  std::vector<std::pair<std::string, std::string>> format_texts;  // system, text
  PageLayout layout;
  FormatTable formats;
  std::vector<Cpu> cpus;
};

// `testdata`: proto/trace/testdata; `name`: keep, busy, refs or wrap.
Recording load_recording(const std::filesystem::path& testdata, const std::string& name);

}  // namespace folioscope::trace
