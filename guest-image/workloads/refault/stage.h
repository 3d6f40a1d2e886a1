// SPDX-License-Identifier: GPL-3.0-or-later
// The pages that are fought for: 16 that one fault maps in one go, the first of which is moved.
// Mapped read-only at the same address in every process that is forked later.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"
#include "workloads/kit/guest.h"

namespace folioscope::workloads {

// What fault-around maps by default (fault_around_bytes), if it is aligned to its own size.
inline constexpr std::size_t kStagePages = 16;

class Stage {
 public:
  // Of a file on a tmpfs of our own, whose pages come from `node`. Needs root.
  static Result<Stage> on_tmpfs(unsigned node);
  // Of a file in `directory`; its pages come from where the process allocates. Written in pieces of
  // `folio_pages`, a power of two up to kStagePages: filesystems with large folios make one of each.
  static Result<Stage> in_directory(const std::string& directory, std::size_t folio_pages);
  // Private memory.
  static Result<Stage> anonymous();
  Stage(Stage&& other) noexcept;
  Stage& operator=(Stage&&) = delete;
  ~Stage();  // the file goes, and the tmpfs

  const std::byte* page(std::size_t number) const { return pages_.data() + number * kPageSize; }
  const std::byte* target() const { return page(0); }
  // Of the folio that the first page is of, as /proc/kpageflags shows it. Needs root.
  Result<std::size_t> target_folio_pages() const;

 private:
  Stage() = default;
  Status make_file(const std::string& path, std::size_t folio_pages);
  // What is mapped is present after it.
  Status map(int protection, int flags, int file);

  std::string mount_;  // empty: none of ours
  std::string path_;   // of the file; empty: none
  UniqueFd file_;
  Mapping room_;  // keeps the addresses around pages_, and outlives it
  Mapping pages_;
};

}  // namespace folioscope::workloads
