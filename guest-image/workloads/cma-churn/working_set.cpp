// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/cma-churn/working_set.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

namespace folioscope::workloads {

Result<WorkingSet> WorkingSet::create(Memory memory, std::uint64_t pages,
                                      const std::string& directory) {
  WorkingSet set(memory, pages);
  int flags = MAP_SHARED;
  if (memory == Memory::Anonymous) {
    flags = MAP_PRIVATE | MAP_ANONYMOUS;
  } else {
    TRY_STATUS(set.open_file(directory));
  }
  TRY(set.mapping_,
      Mapping::map(nullptr, size(set.all()), PROT_READ | PROT_WRITE, flags, set.file_.get(), 0));
  TRY(set.pagemap_, PageFrames::open());
  return set;
}

Status WorkingSet::open_file(const std::string& directory) {
  if (memory_ == Memory::Tmpfs) {
    file_.reset(::memfd_create("cma-churn", MFD_CLOEXEC));
    if (!file_) return errno_fault("create", "a memfd");
    if (::ftruncate(file_.get(), static_cast<off_t>(size(all()))) != 0)
      return errno_fault("enlarge", "a memfd");
    return {};
  }
  file_.reset(::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!file_) {
    Fault fault = errno_fault("make a file in", directory);
    fault.remedy =
        "give the machine a disk with a file system, such as "
        "`disks: [{size: 256MiB, filesystem: ext4}]`, or name another --directory";
    return fault;
  }
  const std::array<std::byte, kPageSize> page = {};
  for (std::uint64_t i = 0; i < pages(); ++i)
    if (::write(file_.get(), page.data(), page.size()) != static_cast<ssize_t>(page.size()))
      return errno_fault("write a file in", directory);
  return drop(all());
}

Status WorkingSet::give_back(Run run) const {
  if (memory_ != Memory::Tmpfs) TRY_STATUS(advise(run, MADV_DONTNEED));
  if (memory_ == Memory::Anonymous) return {};
  if (memory_ == Memory::File) return drop(run);
  if (::fallocate(file(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset(run),
                  static_cast<off_t>(size(run))) != 0)
    return errno_fault("give back", "pages of the working set");
  return {};
}

Status WorkingSet::drop(Run run) const {
  if (::fdatasync(file()) != 0) return errno_fault("write back", "the working set");
  errno = ::posix_fadvise(file(), offset(run), static_cast<off_t>(size(run)), POSIX_FADV_DONTNEED);
  return errno == 0 ? Status{} : errno_fault("drop", "pages of the working set");
}

void WorkingSet::touch(Run run) const {
  for (std::size_t i = 0; i < size(run); i += kPageSize) {
    auto* const byte = static_cast<volatile std::byte*>(address(run) + i);
    if (memory_ == Memory::File) {
      static_cast<void>(*byte);
    } else {
      *byte = std::byte{1};
    }
  }
}

Status WorkingSet::advise(Run run, int advice) const {
  if (::madvise(address(run), size(run), advice) != 0)
    return errno_fault("advise the kernel on", "pages of the working set");
  return {};
}

Status WorkingSet::read_first_bytes(Run run) const {
  for (std::size_t i = 0; i < size(run); i += kPageSize) {
    char byte;
    if (::pread(file(), &byte, 1, offset(run) + static_cast<off_t>(i)) != 1)
      return errno_fault("read", "the working set");
  }
  return {};
}

Result<std::vector<std::uint64_t>> WorkingSet::count_in(const std::vector<FrameRange>& ranges) {
  TRY_STATUS(pagemap_.read(mapping_.data(), frames_));
  std::vector<std::uint64_t> counts;
  counts.reserve(ranges.size());
  for (const FrameRange& range : ranges)
    counts.push_back(static_cast<std::uint64_t>(std::ranges::count_if(
        frames_, [&range](std::uint64_t frame) { return range.contains(frame); })));
  return counts;
}

}  // namespace folioscope::workloads
