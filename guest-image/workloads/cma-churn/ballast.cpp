// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/cma-churn/ballast.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <string>

#include "workloads/kit/guest.h"

namespace folioscope::workloads {
namespace {

constexpr std::size_t kPipeSize = 1 << 20;
// 256 pages of content, and 256 descriptors of 40 bytes in an allocation of 16 KiB.
constexpr std::size_t kPagesPerPipe = kPipeSize / kPageSize + 4;

}  // namespace

Status Ballast::add(std::uint64_t pages) {
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
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return errno_fault("create", "a pipe");
  ends_.emplace_back(ends[0]);
  ends_.emplace_back(ends[1]);
  if (::fcntl(ends[1], F_SETPIPE_SZ, static_cast<int>(kPipeSize)) < 0)
    return errno_fault("enlarge", "a pipe");
  static const char content[kPipeSize] = {};
  if (::write(ends[1], content, kPipeSize) != static_cast<ssize_t>(kPipeSize))
    return errno_fault("fill", "a pipe");
  return {};
}

}  // namespace folioscope::workloads
