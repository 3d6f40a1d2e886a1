// SPDX-License-Identifier: GPL-3.0-or-later
// The file whose pages are read: a block device, or a regular file of which every block has been
// written (a hole is read without I/O). Stays where it is at the end, so that the next run finds
// it. Writing, forgetting and the queue's settings need root.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"
#include "workloads/kit/guest.h"

namespace folioscope::workloads {

enum class Advice { Default, Random };  // Random: MADV_RANDOM, the kernel reads single pages

class Book {
 public:
  // `size` bytes of a block device; of a regular file, which is written when it is not there or
  // shorter. The writes are large and pass the page cache by.
  static Result<Book> open(const std::string& path, std::uint64_t size);

  // Read-only and shared, of an open file of its own: readahead is accounted by open file.
  Result<Mapping> map(Advice advice) const;
  std::uint64_t size() const { return size_; }
  // A file below /sys/.../queue/ of the disk, e.g. "read_ahead_kb".
  Result<std::string> queue_setting(const std::string& name) const;

 private:
  Book(std::string path, std::uint64_t size) : path_(std::move(path)), size_(size) {}
  std::string path_;
  std::uint64_t size_;
};

// Writes everything back and gives all clean pages of the page cache away.
Status forget_page_cache();

}  // namespace folioscope::workloads
