// SPDX-License-Identifier: GPL-3.0-or-later
#include "imports/trace_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "imports/cursor.h"
#include "store/page_codec.h"

namespace folioscope::imports {
namespace {

constexpr std::uint64_t kChunkBytes = 1 << 20;
// trace-cmd packs ten pages at a time. With what waits for a chunk to be full it has to be less
// than a chunk may have.
constexpr std::uint32_t kMostPiece = 8 << 20;
static_assert(kMostPiece + kChunkBytes <= store::kMaxChunkBytes);

// The chunks of one CPU.
class CpuWalk {
 public:
  CpuWalk(std::shared_ptr<const InputFile> file, Packing packing, std::size_t page_size,
          const CpuPlace& place)
      : file_(std::move(file)),
        packing_(packing),
        unpacker_(packing),
        page_size_(page_size),
        place_(place),
        next_(place.offset) {}

  Result<std::optional<store::PageChunk>> operator()() {
    TRY(std::vector<std::byte> bytes, packing_ == Packing::None ? stretch() : pieces());
    if (bytes.empty()) return std::optional<store::PageChunk>();
    if (bytes.size() % page_size_ != 0)
      return file_->damaged(fmt::format("CPU {} has {} bytes that are no whole pages of {}",
                                        place_.cpu, bytes.size(), page_size_));
    if (seq_ == limits::kChunksOfCpu)
      return user_fault(fmt::format("{} has more than {} chunks of pages of CPU {}", file_->name(),
                                    limits::kChunksOfCpu, place_.cpu),
                        "cut it by time: trace-cmd split");
    store::PageChunk chunk;
    chunk.cpu = place_.cpu;
    chunk.seq = seq_++;
    chunk.pages = std::move(bytes);
    return std::optional(std::move(chunk));
  }

 private:
  Result<std::vector<std::byte>> stretch() {
    const std::uint64_t left = place_.offset + place_.size - next_;
    const std::uint64_t size = std::min(left, kChunkBytes);
    TRY(std::vector<std::byte> bytes, file_->read(next_, size));
    next_ += size;
    return bytes;
  }

  Result<std::vector<std::byte>> pieces() {
    std::vector<std::byte> bytes;
    if (place_.size == 0) return bytes;
    if (!left_) {
      Cursor cursor(*file_, next_);
      TRY(left_, cursor.number<std::uint32_t>());
      next_ = cursor.place();
    }
    while (*left_ > 0 && bytes.size() < kChunkBytes) {
      TRY(const std::vector<std::byte> piece, unpack_next());
      bytes.insert(bytes.end(), piece.begin(), piece.end());
      --*left_;
    }
    return bytes;
  }

  Result<std::vector<std::byte>> unpack_next() {
    Cursor cursor(*file_, next_);
    TRY(const auto packed, cursor.number<std::uint32_t>());
    TRY(const auto size, cursor.number<std::uint32_t>());
    if (size > kMostPiece || size == 0)
      return file_->damaged(fmt::format("a piece of {} bytes of CPU {}, where 1 to {} can be", size,
                                        place_.cpu, kMostPiece));
    TRY(const std::vector<std::byte> bytes, file_->read(cursor.place(), packed));
    next_ = cursor.place() + packed;
    auto piece = unpacker_.unpack(bytes, size);
    if (!piece)
      return file_->damaged(
          fmt::format("the pages of CPU {} before byte {} cannot be unpacked", place_.cpu, next_));
    return *std::move(piece);
  }

  std::shared_ptr<const InputFile> file_;
  Packing packing_;
  Unpacker unpacker_;
  std::size_t page_size_;
  CpuPlace place_;
  std::uint64_t next_;
  std::optional<std::uint32_t> left_;  // packed pieces
  std::int64_t seq_ = 0;
};

}  // namespace

store::PagesByCpu pages_of(const std::shared_ptr<const InputFile>& file, const TraceFile& trace,
                           const TraceBuffer& buffer) {
  const Packing packing = buffer.packed ? trace.packing : Packing::None;
  std::vector<CpuPlace> places = buffer.cpus;
  std::erase_if(places, [](const CpuPlace& place) { return place.size == 0; });
  store::PagesByCpu pages;
  for (const CpuPlace& place : places) pages.cpus.push_back(place.cpu);
  pages.open = [file, packing, page_size = buffer.page_size,
                places = std::move(places)](int cpu) -> Result<store::ChunkSource> {
    const auto place = std::ranges::find(places, cpu, &CpuPlace::cpu);
    if (place == places.end()) return bug_fault(fmt::format("CPU {} has no pages", cpu));
    return store::ChunkSource(CpuWalk(file, packing, page_size, *place));
  };
  return pages;
}

store::ChunkSource one_by_one(store::PagesByCpu pages) {
  return [pages = std::move(pages), next = std::size_t{0},
          source = store::ChunkSource()]() mutable -> Result<std::optional<store::PageChunk>> {
    while (true) {
      if (source) {
        TRY(auto chunk, source());
        if (chunk) return chunk;
      }
      if (next == pages.cpus.size()) return std::optional<store::PageChunk>();
      TRY(source, pages.open(pages.cpus[next++]));
    }
  };
}

}  // namespace folioscope::imports
