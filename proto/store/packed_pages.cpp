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
#include "store/page_codec.h"

namespace folioscope::store {
namespace {

Fault cannot(const char* verb, int error) {
  return host_fault(fmt::format("cannot {} the compressed pages of a cell: {}", verb,
                                error == 0 ? "the file is too short" : std::strerror(error)),
                    "check the disk and its free space (`df -h`), then `folioscope resume`");
}

}  // namespace

PackedSource packing(const CellRow& cell, ChunkSource chunks) {
  auto encoder = std::make_shared<PageEncoder>();
  const auto page_size = static_cast<std::size_t>(cell.page_size.value_or(4096));
  return [encoder, cell, page_size,
          chunks = std::move(chunks)]() -> Result<std::optional<PackedChunk>> {
    TRY(const std::optional<PageChunk> chunk, chunks());
    if (!chunk) return std::optional<PackedChunk>();
    TRY_STATUS(check_place(cell, chunk->cpu, chunk->seq));
    TRY(const std::span<const std::byte> packed, encoder->encode(chunk->pages, page_size));
    return std::optional(
        PackedChunk{.cpu = chunk->cpu,
                    .seq = chunk->seq,
                    .pages = static_cast<std::int64_t>(chunk->pages.size() / page_size),
                    .events = chunk->events,
                    .first = chunk->first,
                    .last = chunk->last,
                    .data = {packed.begin(), packed.end()}});
  };
}

Result<PackedPages> PackedPages::pack(const std::filesystem::path& directory, const CellRow& cell,
                                      const ChunkSource& chunks) {
  std::string name = (directory / "packed-XXXXXX").string();
  UniqueFd fd(::mkostemp(name.data(), O_CLOEXEC));
  if (!fd) return cannot("store", errno);
  ::unlink(name.c_str());
  PackedPages pages;
  pages.file_ = std::make_shared<File>(File{std::move(fd), {}});
  const PackedSource packed = packing(cell, chunks);
  while (true) {
    TRY(const std::optional<PackedChunk> chunk, packed());
    if (!chunk) return pages;
    TRY_STATUS(pages.append(*chunk));
  }
}

Status PackedPages::append(const PackedChunk& chunk) {
  for (std::size_t done = 0; done < chunk.data.size();) {
    const ssize_t wrote = ::pwrite(file_->fd.get(), chunk.data.data() + done,
                                   chunk.data.size() - done, static_cast<off_t>(end_ + done));
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return cannot("store", wrote == 0 ? ENOSPC : errno);
    done += static_cast<std::size_t>(wrote);
  }
  file_->places.push_back({.chunk = {.cpu = chunk.cpu,
                                     .seq = chunk.seq,
                                     .pages = chunk.pages,
                                     .events = chunk.events,
                                     .first = chunk.first,
                                     .last = chunk.last,
                                     .data = {}},
                           .offset = end_,
                           .bytes = chunk.data.size()});
  end_ += chunk.data.size();
  return {};
}

PackedSource PackedPages::source() const {
  return [file = file_, next = std::size_t{0}]() mutable -> Result<std::optional<PackedChunk>> {
    if (next == file->places.size()) return std::optional<PackedChunk>();
    const Place& place = file->places[next++];
    PackedChunk chunk = place.chunk;
    chunk.data.resize(place.bytes);
    for (std::size_t done = 0; done < place.bytes;) {
      const ssize_t got = ::pread(file->fd.get(), chunk.data.data() + done, place.bytes - done,
                                  static_cast<off_t>(place.offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return cannot("read", got == 0 ? 0 : errno);
      done += static_cast<std::size_t>(got);
    }
    return std::optional(std::move(chunk));
  };
}

}  // namespace folioscope::store
