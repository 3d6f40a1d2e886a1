// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pager/book.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace folioscope::workloads {
namespace {

// Of one write: a throttled disk counts requests, and a queue takes about 1 MiB in one.
constexpr std::size_t kWriteSize = std::size_t{4} << 20;

// Extents must be written, not just reserved, or reading them costs no I/O.
Status write_blocks(const std::string& path, std::uint64_t size) {
  const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_DIRECT, 0600));
  if (!file) return errno_fault("open with O_DIRECT", path);
  // Mapped memory is aligned as O_DIRECT wants it.
  TRY(const Mapping buffer, Mapping::map(nullptr, kWriteSize, PROT_READ | PROT_WRITE,
                                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  std::memset(buffer.data(), 'p', buffer.size());
  for (std::uint64_t at = 0; at < size;) {
    const std::size_t length = std::min<std::uint64_t>(kWriteSize, size - at);
    const ssize_t wrote = ::pwrite(file.get(), buffer.data(), length, static_cast<off_t>(at));
    if (wrote <= 0) return errno_fault("write", path);
    at += static_cast<std::uint64_t>(wrote);
  }
  return ::fsync(file.get()) == 0 ? Status() : errno_fault("write back", path);
}

Result<struct stat> status_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return errno_fault("find", path);
  return status;
}

}  // namespace

Result<Book> Book::open(const std::string& path, std::uint64_t size) {
  const auto before = status_of(path);
  if (!before.ok() ||
      (S_ISREG(before->st_mode) && static_cast<std::uint64_t>(before->st_blocks) * 512 < size))
    TRY_STATUS(write_blocks(path, size));
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return errno_fault("open", path);
  const off_t there = ::lseek(file.get(), 0, SEEK_END);
  if (there < 0 || static_cast<std::uint64_t>(there) < size)
    return guest_fault(path + " has less than " + std::to_string(size) + " bytes",
                       "give the guest a larger disk, or ask for a smaller file: size_mib");
  return Book(path, size);
}

Result<Mapping> Book::map(Advice advice) const {
  const UniqueFd file(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return errno_fault("open", path_);
  TRY(Mapping mapping, Mapping::map(nullptr, size_, PROT_READ, MAP_SHARED, file.get(), 0));
  if (advice == Advice::Random && ::madvise(mapping.data(), size_, MADV_RANDOM) != 0)
    return errno_fault("advise on", path_);
  return mapping;
}

Result<std::string> Book::queue_setting(const std::string& name) const {
  TRY(const struct stat status, status_of(path_));
  const dev_t disk = S_ISBLK(status.st_mode) ? status.st_rdev : status.st_dev;
  const std::string device =
      "/sys/dev/block/" + std::to_string(major(disk)) + ":" + std::to_string(minor(disk));
  // A partition has its queue one folder up.
  for (const char* const queue : {"/queue/", "/../queue/"})
    if (::access((device + queue + name).c_str(), F_OK) == 0) return device + queue + name;
  return guest_fault(path_ + " lies on no disk with a queue setting " + name,
                     "put it on a block device, or on a file system of one: file");
}

Status forget_page_cache() {
  ::sync();
  const std::string control = "/proc/sys/vm/drop_caches";
  if ((errno = write_number(control, 1)) != 0) return errno_fault("write", control);
  return {};
}

}  // namespace folioscope::workloads
