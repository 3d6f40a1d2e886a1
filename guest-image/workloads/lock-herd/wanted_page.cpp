// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/lock-herd/wanted_page.h"

#include <linux/mempolicy.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace folioscope::workloads {

Result<WantedPage> WantedPage::create(Kind kind) {
  TRY(PageFrames frames, PageFrames::open());
  WantedPage page(std::move(frames));
  int flags = MAP_PRIVATE | MAP_ANONYMOUS;
  if (kind == Kind::File) {
    flags = MAP_SHARED;
    page.file_.reset(::memfd_create("lock-herd", MFD_CLOEXEC));
    if (!page.file_) return errno_fault("create", "a memfd");
    if (::ftruncate(page.file_.get(), kPageSize) != 0) return errno_fault("enlarge", "a memfd");
  }
  TRY(page.mapping_,
      Mapping::map(nullptr, kPageSize, PROT_READ | PROT_WRITE, flags, page.file_.get(), 0));
  *page.mapping_.data() = std::byte{1};  // a page of its own, not the zero page
  return page;
}

Result<unsigned> WantedPage::node() const {
  void* address = mapping_.data();
  int status = -1;
  if (::syscall(SYS_move_pages, 0, 1, &address, nullptr, &status, 0) != 0)
    return errno_fault("ask for", "the node of a page");
  if (status < 0) {
    errno = -status;
    return errno_fault("find", "the node of a page");
  }
  return static_cast<unsigned>(status);
}

Result<bool> WantedPage::is_mapped() const {
  std::uint64_t frame = 0;
  TRY_STATUS(frames_.read(mapping_.data(), {&frame, 1}));
  return frame != 0;
}

Result<WantedPage::Move> WantedPage::move() {
  TRY(const unsigned from, node());
  void* address = mapping_.data();
  const int target = from == 0 ? 1 : 0;
  int status = -1;
  const Stopwatch stopwatch;
  const long left = ::syscall(SYS_move_pages, 0, 1, &address, &target, &status, MPOL_MF_MOVE_ALL);
  const double latency_ms = stopwatch.milliseconds();
  if (left >= 0) return Move{left == 0 && status == target, latency_ms};
  Fault fault = errno_fault("move", "the shared page");
  if (errno == ENODEV) fault.remedy = "give the guest two NUMA nodes with memory";
  return fault;
}

}  // namespace folioscope::workloads
