// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/thp-leak/huge_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

namespace folioscope::workloads {
namespace {

Result<std::uint64_t> shmem_huge_bytes() {
  TRY(const std::string text, read_text("/proc/meminfo"));
  TRY(const std::uint64_t kib, find_number(text, "ShmemHugePages"));
  return kib << 10;
}

// An address at which a huge page of address space is free on its own.
Result<std::byte*> free_huge_range() {
  // Unmapped again on return: 4 MiB always contain an aligned 2 MiB.
  TRY(const Mapping probe, Mapping::map(nullptr, 2 * kHugePageSize, PROT_NONE,
                                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  const auto address = reinterpret_cast<std::uintptr_t>(probe.data());
  return probe.data() + (kHugePageSize - address % kHugePageSize) % kHugePageSize;
}

}  // namespace

Result<HugeFile> HugeFile::create(std::uint64_t huge_pages) {
  HugeFile file(huge_pages);
  TRY_STATUS(file.mount());
  TRY(const std::uint64_t before, shmem_huge_bytes());
  TRY_STATUS(file.fill());
  TRY(const std::uint64_t after, shmem_huge_bytes());
  const std::uint64_t wanted = huge_pages * kHugePageSize;
  if (after < before + wanted) {
    return guest_fault(std::to_string((after - before) / kHugePageSize) + " of " +
                           std::to_string(huge_pages) + " pages of the file are huge",
                       "the kernel needs CONFIG_TRANSPARENT_HUGEPAGE and CONFIG_BASE_FULL, and the "
                       "guest twice the file's size in memory");
  }
  return file;
}

HugeFile::~HugeFile() {
  // Only on the way out of a failure, whose fault is the one to report.
  const Status ignored = remove();
}

Status HugeFile::mount() {
  char directory[] = "/tmp/thp-leak-XXXXXX";
  if (::mkdtemp(directory) == nullptr) return errno_fault("create", directory);
  // One huge page more than the file takes, for the file system's own pages.
  const std::string options =
      "huge=always,size=" + std::to_string((huge_pages_ + 1) * kHugePageSize);
  if (::mount("thp-leak", directory, "tmpfs", 0, options.c_str()) != 0) {
    Fault fault = errno_fault("mount tmpfs with " + options + " on", directory);
    ::rmdir(directory);
    return fault;
  }
  directory_ = directory;
  return {};
}

Status HugeFile::fill() {
  const std::string path = directory_ + "/file";
  file_.reset(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file_) return errno_fault("create", path);
  const std::vector<char> content(kHugePageSize, 'x');
  for (std::uint64_t written = 0; written < huge_pages_ * kHugePageSize;) {
    const ssize_t got = ::write(file_.get(), content.data(), content.size());
    if (got <= 0) return errno_fault("write", path);
    written += static_cast<std::uint64_t>(got);
  }
  return {};
}

Result<std::uint64_t> HugeFile::touch(std::uint64_t index, std::size_t bytes) const {
  TRY(std::byte* const address, free_huge_range());
  TRY(const Mapping mapping, Mapping::map(address, bytes, PROT_READ, MAP_SHARED | MAP_FIXED_NOREPLACE,
                                          file_.get(), index * kHugePageSize));
  static_cast<void>(*static_cast<volatile std::byte*>(mapping.data()));
  TRY(const PageFrames frames, PageFrames::open());
  std::uint64_t frame = 0;
  TRY_STATUS(frames.read(mapping.data(), {&frame, 1}));
  if (frame == 0) return guest_fault("a page that was just read is not mapped");
  return frame;
}

Status HugeFile::punch_hole(std::uint64_t index) const {
  const std::uint64_t middle = index * kHugePageSize + kHugePageSize / 2;
  if (::fallocate(file_.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                  static_cast<off_t>(middle), kPageSize) != 0) {
    return errno_fault("punch a hole into", "huge page " + std::to_string(index));
  }
  return {};
}

Status HugeFile::remove() {
  if (directory_.empty()) return {};
  const std::string directory = std::exchange(directory_, {});
  file_.reset();
  ::unlink((directory + "/file").c_str());
  if (::umount(directory.c_str()) != 0) return errno_fault("unmount", directory);
  ::rmdir(directory.c_str());
  return {};
}

}  // namespace folioscope::workloads
