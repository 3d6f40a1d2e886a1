// SPDX-License-Identifier: GPL-3.0-or-later
// Packs raw ring-buffer pages without loss, knowing how their records lie but trusting nothing.
//
// A general compressor sees the same record again and again with a few words changed, at distances
// that vary. So the u32 words are first sorted into streams: page headers, record headers (length
// and time delta), first words of the records' data, second words, ... Each data word is replaced
// by its difference to the same word of the latest record of the same type. Then zstd, level 1. On
// page_ref events of a 6.1 guest this halves what zstd alone leaves, at no loss of speed: the
// transposed words are so much easier for zstd (store_bench measures it).
//
// The walk that decides where a word goes looks only at words that are already decoded, and every
// word goes somewhere, so any bytes at all come back as they were; bytes that are no ring-buffer
// pages merely pack badly.
//
// Packed chunk, codec 1:
//   u8 version (1), u8 log2 of the page size, u16 zero, then one zstd frame with checksum of:
//   u32 counts[kStreams], then the words of each stream in order. All little endian.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"

namespace folioscope::store {

inline constexpr int kPageCodec = 1;  // page_chunk.codec
// More is refused on both sides. A chunk is best near 1 MiB: below 256 KiB the streams are too
// short to pack well, above it nothing is gained.
inline constexpr std::size_t kMaxChunkBytes = std::size_t{16} << 20;

struct PageShape {
  std::size_t pages = 0;
  std::size_t page_size = 4096;  // a power of two

  std::size_t bytes() const { return pages * page_size; }
};

// Reuses its buffers from chunk to chunk. One per thread.
class PageEncoder {
 public:
  PageEncoder();
  PageEncoder(PageEncoder&&) noexcept;
  ~PageEncoder();
  // Fault (Bug): not a whole number of pages, or beyond the limits above. The packed bytes are
  // valid until the next call.
  Result<std::span<const std::byte>> encode(std::span<const std::byte> pages,
                                            std::size_t page_size);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Types of which somebody wants to see the records. The codec tells types apart by their low bits.
class WantedTypes {
 public:
  void add(std::uint16_t type) { slots_ |= slot(type); }
  // As add(), for the low bits: also some that were not added.
  bool has(std::uint32_t type) const { return (slots_ & slot(type)) != 0; }
  bool all() const { return ~slots_ == 0; }

 private:
  static std::uint64_t slot(std::uint32_t type) { return std::uint64_t{1} << type % 64; }

  std::uint64_t slots_ = 0;
};

// Reuses its buffers from chunk to chunk. One per thread.
class PageDecoder {
 public:
  PageDecoder();
  PageDecoder(PageDecoder&&) noexcept;
  ~PageDecoder();
  // Fault (User): the packed bytes are damaged, of an unknown codec, or of another shape. The pages
  // are valid until the next call.
  Result<std::span<const std::byte>> decode(int codec, std::span<const std::byte> packed,
                                            const PageShape& shape);
  // The same, sooner: of short records (those with their length in their header) of other types
  // only header and first word, which has the type, are as they were; what follows is undefined. A
  // PageCursor of the usual layout walks these pages as it does the whole ones.
  Result<std::span<const std::byte>> decode(int codec, std::span<const std::byte> packed,
                                            const PageShape& shape, const WantedTypes& wanted);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace folioscope::store
