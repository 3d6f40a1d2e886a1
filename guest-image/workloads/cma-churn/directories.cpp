// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/cma-churn/directories.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <new>
#include <numeric>

namespace folioscope::workloads {
namespace {

// EXT4_IOC_CHECKPOINT of fs/ext4/ext4.h, since 5.15: what the journal holds goes to its place.
constexpr unsigned long kCheckpoint = _IOW('f', 43, std::uint32_t);

Fault with_remedy(Fault fault) {
  fault.remedy =
      "give the machine a disk with ext4 and blocks of 4 KiB, such as "
      "`disks: [{size: 256MiB, filesystem: ext4}]`, or name another --directory";
  return fault;
}

Status check_file_system(const std::string& place) {
  struct statfs about = {};
  if (::statfs(place.c_str(), &about) != 0) return with_remedy(errno_fault("look at", place));
  if (about.f_type != EXT4_SUPER_MAGIC)
    return with_remedy(guest_fault(place + " is not on an ext4 file system"));
  if (about.f_bsize != static_cast<long>(kPageSize))
    return with_remedy(guest_fault("the blocks of " + place + " are smaller than a page"));
  return {};
}

std::string name_of(std::uint64_t index) { return std::to_string(index); }

off_t offset_of(std::uint64_t page) { return static_cast<off_t>(page * kPageSize); }

// What this CPU has freed it is given again at once, wherever that lies: its lists of free pages
// come before the allocator's choice. So takes pages until most come from `ranges`, and keeps them.
Result<WorkingSet> take_free_lists(const std::vector<FrameRange>& ranges) {
  constexpr std::uint64_t kMost = 2048;  // several times what the lists of a CPU may hold
  constexpr std::uint64_t kStep = 64;    // the lists are filled up by at most 63 at once
  TRY(WorkingSet taken, WorkingSet::create(Memory::Tmpfs, kMost, ""));
  std::uint64_t inside = 0;
  for (std::uint64_t first = 0; first < kMost; first += kStep) {
    taken.touch({first, kStep});
    TRY(const auto counts, taken.count_in(ranges));
    const std::uint64_t before = inside;
    inside = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    if (inside - before > kStep / 2) break;
  }
  return taken;
}

}  // namespace

Result<std::string> device_name(std::string_view uevent) {
  constexpr std::string_view kKey = "DEVNAME=";
  const std::size_t at = uevent.find(kKey);
  if (at == std::string_view::npos) return guest_fault("a disk of the file system has no name");
  const std::string_view rest = uevent.substr(at + kKey.size());
  return std::string(rest.substr(0, rest.find('\n')));
}

Result<Directories> Directories::create(std::uint64_t count, const std::string& place) {
  TRY_STATUS(check_file_system(place));
  Directories directories;
  TRY_STATUS(directories.open_disk(place));
  TRY(directories.pagemap_, PageFrames::open());
  std::string path = place + "/cma-churn-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) return with_remedy(errno_fault("create", path));
  directories.path_ = path;
  directories.parent_.reset(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directories.parent_) return errno_fault("open", path);
  TRY_STATUS(directories.make(count));
  return directories;
}

Directories::~Directories() {
  if (!parent_) return;  // moved from
  for (std::uint64_t i = 0; i < pages(); ++i)
    ::unlinkat(parent_.get(), name_of(i).c_str(), AT_REMOVEDIR);
  ::rmdir(path_.c_str());
}

Status Directories::open_disk(const std::string& place) {
  struct stat about = {};
  if (::stat(place.c_str(), &about) != 0) return errno_fault("look at", place);
  TRY(const std::string uevent, read_text("/sys/dev/block/" + std::to_string(major(about.st_dev)) +
                                          ":" + std::to_string(minor(about.st_dev)) + "/uevent"));
  TRY(const std::string name, device_name(uevent));
  disk_.reset(::open(("/dev/" + name).c_str(), O_RDONLY | O_CLOEXEC));
  return disk_ ? Status{} : errno_fault("open", "/dev/" + name);
}

Status Directories::make(std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) {
    if (::mkdirat(parent_.get(), name_of(i).c_str(), 0700) != 0)
      return errno_fault("make a directory in", path_);
    pages_.push_back(0);
  }
  // Until a new block is where it belongs, the journal holds its buffer, and the page stays.
  const std::uint32_t flags = 0;
  if (::ioctl(parent_.get(), kCheckpoint, &flags) != 0)
    return with_remedy(errno_fault("checkpoint the journal of", path_));
  for (std::uint64_t i = 0; i < count; ++i) {
    TRY(pages_[i], page_of(i));
  }
  return drop();
}

Result<UniqueFd> Directories::open(std::uint64_t index) const {
  // O_NOATIME: reading must not make an inode dirty, which the journal would write.
  UniqueFd file(::openat(parent_.get(), name_of(index).c_str(),
                         O_RDONLY | O_DIRECTORY | O_NOATIME | O_CLOEXEC));
  if (!file) return errno_fault("open a directory in", path_);
  return file;
}

Result<std::uint64_t> Directories::page_of(std::uint64_t index) const {
  alignas(fiemap) std::array<std::byte, sizeof(fiemap) + sizeof(fiemap_extent)> room = {};
  auto* const map = ::new (room.data()) fiemap{};
  map->fm_length = FIEMAP_MAX_OFFSET;
  map->fm_extent_count = 1;
  TRY(const UniqueFd file, open(index));
  if (::ioctl(file.get(), FS_IOC_FIEMAP, map) != 0)
    return errno_fault("find the blocks of a directory in", path_);
  const fiemap_extent& extent = map->fm_extents[0];
  if (map->fm_mapped_extents != 1 || extent.fe_length != kPageSize)
    return with_remedy(guest_fault("a new directory in " + path_ + " is not of one block"));
  return extent.fe_physical / kPageSize;
}

Status Directories::drop() const {
  for (const std::uint64_t page : pages_) {
    errno = ::posix_fadvise(disk_.get(), offset_of(page), kPageSize, POSIX_FADV_DONTNEED);
    if (errno != 0) return errno_fault("drop", "pages of directories");
  }
  return {};
}

Result<std::vector<std::uint64_t>> Directories::refill(
    const std::vector<FrameRange>& ranges) const {
  TRY_STATUS(drop());
  TRY(const WorkingSet free_lists, take_free_lists(ranges));
  // The first time makes a page referenced, the second active, by way of a batch; nothing changes
  // after that. The munmap(2) at the end of the counting empties the batches of this CPU.
  TRY_STATUS(read({0, pages()}));
  TRY_STATUS(read({0, pages()}));
  return count_in(ranges);
}

// Not by looking a name up: each failure would leave a dentry behind.
Status Directories::read(Run run) const {
  alignas(dirent64) std::array<std::byte, 512> entries;  // room for both, "." and ".."
  for (std::uint64_t i = run.first; i < run.first + run.count; ++i) {
    TRY(const UniqueFd file, open(i));
    if (::getdents64(file.get(), entries.data(), entries.size()) <= 0)
      return errno_fault("read a directory in", path_);
  }
  return {};
}

Result<std::vector<std::uint64_t>> Directories::count_in(
    const std::vector<FrameRange>& ranges) const {
  const auto [lowest, highest] = std::ranges::minmax(pages_);
  TRY(const Mapping mapping, Mapping::map(nullptr, (highest - lowest + 1) * kPageSize, PROT_READ,
                                          MAP_SHARED, disk_.get(), lowest * kPageSize));
  std::vector<std::uint64_t> counts(ranges.size());
  for (const std::uint64_t page : pages_) {
    const std::byte* const address = mapping.data() + (page - lowest) * kPageSize;
    static_cast<void>(*static_cast<const volatile std::byte*>(address));
    std::uint64_t frame = 0;
    TRY_STATUS(pagemap_.read(address, {&frame, 1}));
    for (std::size_t i = 0; i < ranges.size(); ++i) counts[i] += ranges[i].contains(frame) ? 1 : 0;
  }
  return counts;
}

}  // namespace folioscope::workloads
