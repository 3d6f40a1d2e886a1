// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/prefault-reclaim/cached_file.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

namespace folioscope::workloads {
namespace {

// The kernel reads that much ahead at most, unless the device asks for more (VM_READAHEAD_PAGES).
constexpr std::uint64_t kReadAhead = 128 << 10;

constexpr std::uint64_t kDeadlineNs = 60'000'000'000;  // of emulated guests: 4 MiB/s is enough

}  // namespace

Result<CachedFile> CachedFile::create(const std::string& path, std::uint64_t bytes) {
  struct stat status {};
  const bool device = ::stat(path.c_str(), &status) == 0 && S_ISBLK(status.st_mode);
  const int flags = device ? O_RDONLY : O_RDWR | O_CREAT | O_EXCL;
  UniqueFd descriptor(::open(path.c_str(), flags | O_CLOEXEC, 0700));
  if (!descriptor) {
    Fault fault = errno_fault("open", path);
    fault.remedy =
        "give the guest a disk with a file system: disks: [{size: 512MiB, filesystem: xfs}]";
    return fault;
  }
  CachedFile file(std::move(descriptor), bytes);
  if (!device) {
    file.to_remove_ = path;
    TRY_STATUS(file.fill());
  } else if (::lseek(file.file_.get(), 0, SEEK_END) < static_cast<off_t>(bytes)) {
    return guest_fault(path + " is smaller than " + std::to_string(bytes) + " bytes",
                       "give the guest a larger disk, or the workload a smaller --file_mib");
  }
  TRY_STATUS(file.read_ahead());
  return file;
}

CachedFile::~CachedFile() {
  if (file_ && !to_remove_.empty()) ::unlink(to_remove_.c_str());
}

Status CachedFile::fill() {
  const std::vector<char> content(std::size_t{1} << 20, 'x');
  for (std::uint64_t written = 0; written < bytes_;) {
    const std::size_t size = std::min<std::uint64_t>(content.size(), bytes_ - written);
    const ssize_t got = ::write(file_.get(), content.data(), size);
    if (got <= 0) return errno_fault("write to", to_remove_);
    written += static_cast<std::uint64_t>(got);
  }
  if (::fsync(file_.get()) != 0) return errno_fault("write back", to_remove_);
  return {};
}

Status CachedFile::read_ahead() const {
  // Writing has referenced the pages; read(2) would do so again.
  if ((errno = ::posix_fadvise(file_.get(), 0, 0, POSIX_FADV_DONTNEED)) != 0)
    return errno_fault("drop", "the file's pages from memory");
  for (std::uint64_t at = 0; at < bytes_; at += kReadAhead)
    if (::readahead(file_.get(), static_cast<off64_t>(at), kReadAhead) != 0)
      return errno_fault("read ahead", "the file");
  TRY(const Mapping mapping, map(false));
  const std::uint64_t begin = monotonic_ns();
  for (;;) {
    TRY(const std::uint64_t cached, cached_pages(mapping));
    if (cached == bytes_ / kPageSize) return {};
    if (monotonic_ns() - begin > kDeadlineNs) {
      return guest_fault(std::to_string(cached) + " of " + std::to_string(bytes_ / kPageSize) +
                             " pages of the file are in memory",
                         "give the guest more memory than the file takes");
    }
    ::sched_yield();
  }
}

Result<Mapping> CachedFile::map(bool executable) const {
  const int protection = executable ? PROT_READ | PROT_EXEC : PROT_READ;
  return Mapping::map(nullptr, bytes_, protection, MAP_SHARED, file_.get(), 0);
}

Result<std::uint64_t> cached_pages(const Mapping& mapping) {
  std::vector<unsigned char> cached(mapping.size() / kPageSize);
  if (::mincore(mapping.data(), mapping.size(), cached.data()) != 0)
    return errno_fault("ask for", "the file's pages in memory");
  const auto is_cached = [](unsigned char page) { return (page & 1) != 0; };
  return static_cast<std::uint64_t>(std::ranges::count_if(cached, is_cached));
}

std::uint64_t touch(const Mapping& mapping, std::uint64_t stride) {
  std::uint64_t touched = 0;
  for (std::size_t at = 0; at < mapping.size(); at += stride * kPageSize, ++touched)
    static_cast<void>(*static_cast<volatile std::byte*>(mapping.data() + at));
  return touched;
}

}  // namespace folioscope::workloads
