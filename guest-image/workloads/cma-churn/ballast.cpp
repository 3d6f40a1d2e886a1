// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/cma-churn/ballast.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <string>

#include "workloads/kit/guest.h"

namespace folioscope::workloads {
namespace {

constexpr std::size_t kPipeSize = 1 << 20;  // the most that any user may ask for
constexpr std::size_t kSlots = kPipeSize / kPageSize;
// A page a slot, and the slots' descriptors: 256 of 40 bytes in an allocation of 16 KiB.
constexpr std::size_t kPagesPerPipe = kSlots + 4;

}  // namespace

Status Ballast::add_huge_pages(std::uint64_t pages) {
  const std::uint64_t size = pages / kPagesPerHugePage * kHugePageSize;
  if (size == 0) return {};
  TRY(huge_pages_, HugeTmpfs::mount(size));
  if (::fallocate(huge_pages_.file(), 0, 0, static_cast<off_t>(size)) != 0)
    return errno_fault("allocate huge pages in", "a tmpfs");
  return {};
}

Status Ballast::add_pipes(std::uint64_t pages) {
  const std::uint64_t pipes = pages / kPagesPerPipe;
  const rlim_t limit = ends_.size() + 2 * pipes + 256;  // 256: what everything else has open
  const rlimit files = {limit, limit};
  if (::setrlimit(RLIMIT_NOFILE, &files) != 0)
    return errno_fault("raise the limit of open files to", std::to_string(limit));
  for (std::uint64_t i = 0; i < pipes; ++i) TRY_STATUS(add_pipe());
  return {};
}

Status Ballast::add_pipe() {
  int ends[2];
  // O_DIRECT: every write is a packet with a page of its own, so that one byte takes a whole page
  // and nothing is copied.
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK | O_DIRECT) != 0)
    return errno_fault("create", "a pipe of packets");
  ends_.emplace_back(ends[0]);
  ends_.emplace_back(ends[1]);
  if (::fcntl(ends[1], F_SETPIPE_SZ, static_cast<int>(kPipeSize)) < 0)
    return errno_fault("enlarge", "a pipe");
  for (std::size_t slot = 0; slot < kSlots; ++slot)
    if (::write(ends[1], "", 1) != 1) return errno_fault("fill", "a pipe");
  return {};
}

}  // namespace folioscope::workloads
