// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pin/disk.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

namespace folioscope::workloads {

Result<Disk> Disk::open(const std::string& path, std::uint64_t seed) {
  UniqueFd cached(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!cached) return errno_fault("open", path);
  const off_t size = ::lseek(cached.get(), 0, SEEK_END);
  if (size < static_cast<off_t>(kPageSize)) {
    return guest_fault(path + " has not even a page",
                       "give the guest a disk, best with throttled reads");
  }
  Disk disk(static_cast<std::uint64_t>(size) / kPageSize, seed);
  disk.cached_ = std::move(cached);
  disk.direct_.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECT));
  if (!disk.direct_) return errno_fault("open with O_DIRECT", path);
  return disk;
}

Status Disk::read_direct(std::byte* target) {
  if (::pread(direct_.get(), target, kPageSize, some_page()) != static_cast<ssize_t>(kPageSize))
    return errno_fault("read", "a page of the disk");
  return {};
}

Result<Mapping> Disk::map_absent() {
  const off_t page = some_page();
  if ((errno = ::posix_fadvise(cached_.get(), page, kPageSize, POSIX_FADV_DONTNEED)) != 0)
    return errno_fault("drop", "a page of the disk from memory");
  TRY(Mapping mapping, Mapping::map(nullptr, kPageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE,
                                    cached_.get(), static_cast<std::uint64_t>(page)));
  // No read-ahead: the next page is to be absent, too.
  if (::madvise(mapping.data(), kPageSize, MADV_RANDOM) != 0)
    return errno_fault("advise on", "a mapping of the disk");
  return mapping;
}

}  // namespace folioscope::workloads
