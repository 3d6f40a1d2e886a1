// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/packed_pages.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "store/cell_rows.h"
#include "store/chunk_index.h"
#include "store/page_codec.h"

namespace folioscope::store {
namespace {

Fault cannot(const char* verb, int error) {
  return host_fault(fmt::format("cannot {} the compressed pages of a cell: {}", verb,
                                error == 0 ? "the file is too short" : std::strerror(error)),
                    "check the disk and its free space (`df -h`), then `folioscope resume`");
}

Status read_whole(int fd, std::uint64_t offset, std::span<std::byte> bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t got =
        ::pread(fd, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return cannot("read", got == 0 ? 0 : errno);
    done += static_cast<std::size_t>(got);
  }
  return {};
}

}  // namespace

PackedSource packing(const CellRow& cell, ChunkSource chunks,
                     const std::optional<FormatSet>& formats) {
  auto encoder = std::make_shared<PageEncoder>();
  auto indexer = formats ? std::make_shared<ChunkIndexer>(*formats) : nullptr;
  const auto page_size = static_cast<std::size_t>(cell.page_size.value_or(4096));
  return [encoder, indexer, cell, page_size,
          chunks = std::move(chunks)]() -> Result<std::optional<PackedChunk>> {
    TRY(const std::optional<PageChunk> chunk, chunks());
    if (!chunk) return std::optional<PackedChunk>();
    TRY_STATUS(check_place(cell, chunk->cpu, chunk->seq));
    TRY(const std::span<const std::byte> packed, encoder->encode(chunk->pages, page_size));
    PackedChunk done{.cpu = chunk->cpu,
                     .seq = chunk->seq,
                     .pages = static_cast<std::int64_t>(chunk->pages.size() / page_size),
                     .events = chunk->events,
                     .first = chunk->first,
                     .last = chunk->last,
                     .data = {packed.begin(), packed.end()},
                     .index = {}};
    if (indexer) done.index = indexer->index(*chunk, page_size, done.data.size());
    return std::optional(std::move(done));
  };
}

Result<PackedPages> PackedPages::pack(const std::filesystem::path& directory, const CellRow& cell,
                                      const ChunkSource& chunks,
                                      const std::optional<FormatSet>& formats) {
  std::string name = (directory / "packed-XXXXXX").string();
  UniqueFd fd(::mkostemp(name.data(), O_CLOEXEC));
  if (!fd) return cannot("store", errno);
  ::unlink(name.c_str());
  PackedPages pages;
  pages.file_ = std::make_shared<File>(File{std::move(fd), {}});
  const PackedSource packed = packing(cell, chunks, formats);
  while (true) {
    TRY(const std::optional<PackedChunk> chunk, packed());
    if (!chunk) return pages;
    TRY_STATUS(pages.append(*chunk));
  }
}

Status PackedPages::append(std::span<const std::byte> bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t wrote = ::pwrite(file_->fd.get(), bytes.data() + done, bytes.size() - done,
                                   static_cast<off_t>(end_ + done));
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return cannot("store", wrote == 0 ? ENOSPC : errno);
    done += static_cast<std::size_t>(wrote);
  }
  end_ += bytes.size();
  return {};
}

Status PackedPages::append(const PackedChunk& chunk) {
  file_->places.push_back({.chunk = {.cpu = chunk.cpu,
                                     .seq = chunk.seq,
                                     .pages = chunk.pages,
                                     .events = chunk.events,
                                     .first = chunk.first,
                                     .last = chunk.last,
                                     .data = {},
                                     .index = {}},
                           .offset = end_,
                           .bytes = chunk.data.size(),
                           .index_bytes = chunk.index.size()});
  TRY_STATUS(append(std::span(chunk.data)));
  return append(std::span(chunk.index));
}

PackedSource PackedPages::source() const {
  return [file = file_, next = std::size_t{0}]() mutable -> Result<std::optional<PackedChunk>> {
    if (next == file->places.size()) return std::optional<PackedChunk>();
    const Place& place = file->places[next++];
    PackedChunk chunk = place.chunk;
    chunk.data.resize(place.bytes);
    chunk.index.resize(place.index_bytes);
    TRY_STATUS(read_whole(file->fd.get(), place.offset, chunk.data));
    TRY_STATUS(read_whole(file->fd.get(), place.offset + place.bytes, chunk.index));
    return std::optional(std::move(chunk));
  };
}

}  // namespace folioscope::store
