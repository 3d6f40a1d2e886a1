// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of one cell, compressed by the thread that has them, on their way to the thread that
// owns the Writer. They wait in a file without a name, so that a cell of any size takes the memory
// of one chunk, and nothing is left behind by a process that dies.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "store/chunk_source.h"
#include "store/records.h"

namespace folioscope::store {

// A chunk as the store keeps it; see PageChunk.
struct PackedChunk {
  int cpu = 0;
  std::int64_t seq = 0;
  std::int64_t pages = 0;  // of CellRow::page_size
  std::int64_t events = 0;
  GuestTime first, last;
  std::vector<std::byte> data;   // page_codec.h
  std::vector<std::byte> index;  // chunk_index.h; empty: none
};

// Hands out a cell's chunks one after the other; nothing at the end.
using PackedSource = std::function<Result<std::optional<PackedChunk>>()>;

// Compresses while it hands out. With the formats that the cell is stored with, chunks get an
// index; other formats would make wrong ones. Not for several threads at once.
PackedSource packing(const CellRow& cell, ChunkSource chunks,
                     const std::optional<FormatSet>& formats = {});

class PackedPages {
 public:
  // Takes everything from `chunks`, on the caller's thread. Faults: those of `chunks`; Host: no
  // space in `directory`.
  // `formats`: as for packing().
  static Result<PackedPages> pack(const std::filesystem::path& directory, const CellRow& cell,
                                  const ChunkSource& chunks,
                                  const std::optional<FormatSet>& formats = {});

  // From the first chunk on; may outlive this object. Fault (Host): the disk does not give back
  // what was written to it.
  PackedSource source() const;

 private:
  struct Place {
    PackedChunk chunk;                                     // without data and index
    std::uint64_t offset = 0, bytes = 0, index_bytes = 0;  // the index lies behind the data
  };
  struct File {
    UniqueFd fd;
    std::vector<Place> places;
  };
  Status append(const PackedChunk& chunk);
  Status append(std::span<const std::byte> bytes);

  std::shared_ptr<File> file_;
  std::uint64_t end_ = 0;
};

}  // namespace folioscope::store
