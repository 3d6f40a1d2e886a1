// SPDX-License-Identifier: GPL-3.0-or-later
// A file whose pages are in the page cache, untouched: written, dropped, and read ahead, so that no
// page has been referenced yet. Removed at the end of its life. A block device will do as well; it
// is used as it is, only read, and stays.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"
#include "workloads/kit/guest.h"

namespace folioscope::workloads {

class CachedFile {
 public:
  // Faults (Guest): no room, no disk, pages that are not in the cache after a minute.
  static Result<CachedFile> create(const std::string& path, std::uint64_t bytes);
  CachedFile(CachedFile&&) noexcept = default;
  CachedFile& operator=(CachedFile&&) = delete;
  ~CachedFile();

  // The whole file, for reading; `executable` as a program's text is.
  Result<Mapping> map(bool executable) const;

 private:
  CachedFile(UniqueFd file, std::uint64_t bytes) : file_(std::move(file)), bytes_(bytes) {}
  Status fill();
  Status read_ahead() const;

  UniqueFd file_;
  std::uint64_t bytes_;
  std::string to_remove_;  // empty: the file was there before
};

// How many pages of the mapping are in the page cache.
Result<std::uint64_t> cached_pages(const Mapping& mapping);

// Reads the first of each `stride` pages; returns how many that are.
std::uint64_t touch(const Mapping& mapping, std::uint64_t stride);

}  // namespace folioscope::workloads
