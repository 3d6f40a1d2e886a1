// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/spool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <span>
#include <utility>

#include "base/unique_fd.h"

namespace folioscope::ingest {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 20;
// Room is looked for that often: guests that write so much meanwhile stay within the reserve.
constexpr std::uint64_t kLookEvery = std::uint64_t{16} << 20;
constexpr std::uint64_t kMostReserve = std::uint64_t{1} << 30;
constexpr std::uint32_t kBatchMagic = 0x48435442;

struct FileHeader {
  std::array<char, 8> magic = {'F', 'S', 'P', 'O', 'O', 'L', '1', '\n'};
  std::uint32_t page_size = 0;
  std::uint32_t zero = 0;
};
static_assert(sizeof(FileHeader) == 16);

struct BatchHeader {
  std::uint32_t magic = kBatchMagic;
  std::uint32_t cpu = 0;
  std::uint64_t sequence = 0;
  std::uint64_t bytes = 0;
  bool operator==(const BatchHeader&) const = default;
};
static_assert(sizeof(BatchHeader) == 24);

}  // namespace

class Spool::File {
 public:
  File(std::filesystem::path name, UniqueFd fd) : name_(std::move(name)), fd_(std::move(fd)) {}

  Status write(std::uint64_t offset, std::span<const std::byte> bytes) const {
    while (!bytes.empty()) {
      const ssize_t put =
          ::pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return failed("write", errno);
      bytes = bytes.subspan(static_cast<std::size_t>(put));
      offset += static_cast<std::uint64_t>(put);
    }
    return {};
  }

  Status read(std::uint64_t offset, std::span<std::byte> bytes) const {
    while (!bytes.empty()) {
      const ssize_t got =
          ::pread(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return failed("read", errno);
      if (got == 0)
        return host_fault(fmt::format("the spool {} was cut at {} bytes", name_.string(), offset),
                          "run the cell again");
      bytes = bytes.subspan(static_cast<std::size_t>(got));
      offset += static_cast<std::uint64_t>(got);
    }
    return {};
  }

  // Fault (Host): less than the reserve is free.
  Status find_room() const {
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(name_, error);
    if (error || space.available >= spool_reserve(space.capacity)) return {};
    return host_fault(fmt::format("only {} MiB are free where the spool {} is",
                                  space.available >> 20, name_.string()),
                      "make room on that file system, or trace fewer events; then resume the run");
  }

  void remove() const { ::unlink(name_.c_str()); }

  Fault failed(const char* verb, int error) const {
    return host_fault(
        fmt::format("cannot {} the spool {}: {}", verb, name_.string(), std::strerror(error)),
        error == ENOSPC ? "make room on that file system and resume the run" : "");
  }
  Fault damaged() const {
    return host_fault(
        fmt::format("the spool {} does not hold what was written to it", name_.string()),
        "run the cell again");
  }

 private:
  const std::filesystem::path name_;
  const UniqueFd fd_;
};

std::uint64_t spool_reserve(std::uint64_t capacity) {
  return std::min(kMostReserve, capacity / 20);
}

Result<Spool> Spool::create(const std::filesystem::path& file, std::uint32_t page_size) {
  UniqueFd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!fd)
    return host_fault(
        fmt::format("cannot create the spool {}: {}", file.string(), std::strerror(errno)));
  Spool spool(std::make_shared<File>(file, std::move(fd)), sizeof(FileHeader));
  FileHeader header;
  header.page_size = page_size;
  TRY_STATUS(spool.file_->write(0, std::as_bytes(std::span(&header, 1))));
  return spool;
}

Spool::Spool(std::shared_ptr<const File> file, std::uint64_t end)
    : file_(std::move(file)), end_(end) {}

Spool::Spool(Spool&&) noexcept = default;

Spool::~Spool() {
  if (file_) file_->remove();
}

Status Spool::append(const wire::PageBatch& batch) {
  if (end_ - looked_at_ >= kLookEvery || looked_at_ == 0) {
    TRY_STATUS(file_->find_room());
    looked_at_ = end_;
  }
  const BatchHeader header{kBatchMagic, batch.cpu, batch.sequence, batch.data.size()};
  TRY_STATUS(file_->write(end_, std::as_bytes(std::span(&header, 1))));
  TRY_STATUS(file_->write(end_ + sizeof header, std::as_bytes(std::span(batch.data))));
  index_[batch.cpu].push_back({batch.sequence, end_, batch.data.size()});
  end_ += sizeof header + batch.data.size();
  return {};
}

// One walk over the index as it was when the walk began.
class Spool::Walk {
 public:
  Walk(std::shared_ptr<const File> file, Index index)
      : file_(std::move(file)), index_(std::move(index)), cpu_(index_.begin()) {}
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;

  Result<std::optional<store::PageChunk>> operator()() {
    while (cpu_ != index_.end() && batch_ == cpu_->second.size()) {
      ++cpu_;
      batch_ = 0;
      chunk_ = 0;
    }
    if (cpu_ == index_.end()) return std::optional<store::PageChunk>();
    store::PageChunk chunk;
    chunk.cpu = static_cast<int>(cpu_->first);
    chunk.seq = chunk_++;
    do {
      TRY_STATUS(add_batch(chunk.pages));
    } while (batch_ < cpu_->second.size() &&
             chunk.pages.size() + cpu_->second[batch_].bytes <= kChunkBytes);
    return std::optional(std::move(chunk));
  }

 private:
  Status add_batch(std::vector<std::byte>& pages) {
    const Batch& batch = cpu_->second[batch_++];
    BatchHeader header;
    TRY_STATUS(file_->read(batch.offset, std::as_writable_bytes(std::span(&header, 1))));
    if (header != BatchHeader{kBatchMagic, cpu_->first, batch.sequence, batch.bytes})
      return file_->damaged();
    const std::size_t before = pages.size();
    pages.resize(before + batch.bytes);
    return file_->read(batch.offset + sizeof header, std::span(pages).subspan(before));
  }

  const std::shared_ptr<const File> file_;
  const Index index_;
  Index::const_iterator cpu_;
  std::size_t batch_ = 0;
  std::int64_t chunk_ = 0;
};

store::PagesByCpu Spool::pages() const {
  store::PagesByCpu pages;
  auto index = std::make_shared<const Index>(index_);
  for (const auto& [cpu, batches] : *index) pages.cpus.push_back(static_cast<int>(cpu));
  pages.open = [file = file_, index](int cpu) -> Result<store::ChunkSource> {
    const auto found = index->find(static_cast<std::uint32_t>(cpu));
    if (found == index->end()) return bug_fault(fmt::format("CPU {} sent no pages", cpu));
    return store::ChunkSource(
        [walk = std::make_shared<Walk>(file, Index{*found})] { return (*walk)(); });
  };
  return pages;
}

store::ChunkSource Spool::chunks() const {
  return [walk = std::make_shared<Walk>(file_, index_)] { return (*walk)(); };
}

}  // namespace folioscope::ingest
