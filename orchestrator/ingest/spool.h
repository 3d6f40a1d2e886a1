// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of one session on disk until its cell is committed. Batches are appended as they
// arrive; where each lies is kept in memory, so reading back by CPU is a walk over an index. A
// spool is worth nothing without the process that wrote it: it is removed with its object.
//
// Layout, integers in the host's byte order:
//   file header   8 bytes "FSPOOL1\n", u32 page size, u32 zero
//   per batch     u32 0x48435442 "BTCH", u32 cpu, u64 sequence, u64 data bytes, then the data
// The batch header repeats the index, so that a file that was cut or written over is recognised.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "base/result.h"
#include "store/writer.h"
#include "wire/messages.h"

namespace folioscope::ingest {

// Bytes that a spool leaves free on its file system, whatever a guest sends: the store commits
// there what the spools hold, and others work there as well.
std::uint64_t spool_reserve(std::uint64_t capacity);

class Spool {
 public:
  // Replaces a file of this name. Faults (Host): directory missing, disk full.
  static Result<Spool> create(const std::filesystem::path& file, std::uint32_t page_size);
  Spool(Spool&&) noexcept;
  Spool& operator=(Spool&&) = delete;
  ~Spool();  // removes the file

  // Fault (Host): the disk is full, or soon would be; I/O error. What was appended before stays
  // readable.
  Status append(const wire::PageBatch& batch);

  // The pages by CPU, oldest first, in chunks of whole pages up to 1 MiB with `seq` 0, 1, 2, ...
  // per CPU. The source may outlive the spool, but sees only what was appended before. Faults
  // (Host) of the source: the file is shorter than what was written to it, or somebody wrote over
  // it.
  store::ChunkSource chunks() const;
  // The same, CPU by CPU. What it opens sees only what was appended before.
  store::PagesByCpu pages() const;

 private:
  struct Batch {
    std::uint64_t sequence = 0;
    std::uint64_t offset = 0;  // of the batch header
    std::uint64_t bytes = 0;   // of the data
  };
  using Index = std::map<std::uint32_t, std::vector<Batch>>;  // by CPU
  class File;
  class Walk;

  Spool(std::shared_ptr<const File> file, std::uint64_t end);

  std::shared_ptr<const File> file_;
  std::uint64_t end_ = 0;
  std::uint64_t looked_at_ = 0;  // the end when room was looked for last
  Index index_;
};

}  // namespace folioscope::ingest
