// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/thp-leak/huge_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>
#include <vector>

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
  // One huge page more than the file takes, for the file system's own pages.
  TRY(HugeTmpfs tmpfs, HugeTmpfs::mount((huge_pages + 1) * kHugePageSize));
  HugeFile file(std::move(tmpfs), huge_pages);
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

Status HugeFile::fill() {
  const std::vector<char> content(kHugePageSize, 'x');
  for (std::uint64_t written = 0; written < huge_pages_ * kHugePageSize;) {
    const ssize_t got = ::write(tmpfs_.file(), content.data(), content.size());
    if (got <= 0) return errno_fault("write", "a file of huge pages");
    written += static_cast<std::uint64_t>(got);
  }
  return {};
}

Result<Mapping> HugeFile::map(std::uint64_t index, const View& view) const {
  TRY(std::byte* const address, free_huge_range());
  return Mapping::map(address, view.bytes, PROT_READ, MAP_SHARED | MAP_FIXED_NOREPLACE,
                      tmpfs_.file(), index * kHugePageSize + view.offset);
}

Result<std::uint64_t> HugeFile::touch(std::uint64_t index, const View& view) const {
  TRY(const Mapping mapping, map(index, view));
  const std::size_t step = view.bytes / view.reads / kPageSize * kPageSize;
  for (std::uint64_t read = 0; read < view.reads; ++read)
    static_cast<void>(*static_cast<volatile std::byte*>(mapping.data() + read * step));
  TRY(const PageFrames frames, PageFrames::open());
  std::uint64_t frame = 0;
  TRY_STATUS(frames.read(mapping.data(), {&frame, 1}));
  if (frame == 0) return guest_fault("a page that was just read is not mapped");
  return frame;
}

Status HugeFile::punch_hole(std::uint64_t index) const {
  const std::uint64_t middle = index * kHugePageSize + kHugePageSize / 2;
  if (::fallocate(tmpfs_.file(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                  static_cast<off_t>(middle), kPageSize) != 0) {
    return errno_fault("punch a hole into", "huge page " + std::to_string(index));
  }
  return {};
}

}  // namespace folioscope::workloads
