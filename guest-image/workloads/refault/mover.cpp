// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/refault/mover.h"

#include <linux/mempolicy.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "workloads/kit/guest.h"

namespace folioscope::workloads {
namespace {

// What the kernel has not written, as when it gave up on the page.
constexpr int kNoStatus = -EAGAIN;

Fault move_fault() {
  Fault fault = errno_fault("move", "a page");
  if (errno == ENODEV || errno == EINVAL)
    fault.remedy = "give the guest two NUMA nodes with memory (machines: numa: 2)";
  return fault;
}

}  // namespace

Result<Mover> Mover::of(const std::byte* page, unsigned node, unsigned other_node) {
  Mover mover(page, node, other_node);
  TRY_STATUS(mover.current_node());
  return mover;
}

Result<unsigned> Mover::current_node() const {
  static_cast<void>(*static_cast<const volatile std::byte*>(page_));  // present from here on
  const void* pages[] = {page_};
  int status = kNoStatus;
  if (::syscall(SYS_move_pages, 0, 1, pages, nullptr, &status, 0) != 0) return move_fault();
  if (status < 0) {
    errno = -status;
    return errno_fault("find the node of", "a page");
  }
  return static_cast<unsigned>(status);
}

Result<Attempt> Mover::move_away() const {
  TRY(const unsigned now, current_node());
  return move_to(now == nodes_[0] ? nodes_[1] : nodes_[0]);
}

Result<Attempt> Mover::move_to(unsigned node) const {
  const void* pages[] = {page_};
  const int nodes[] = {static_cast<int>(node)};
  int status = kNoStatus;
  const Stopwatch watch;
  // Pages that were left behind are counted in what it returns.
  if (::syscall(SYS_move_pages, 0, 1, pages, nodes, &status, MPOL_MF_MOVE_ALL) < 0)
    return move_fault();
  return Attempt{status == static_cast<int>(node), watch.milliseconds()};
}

}  // namespace folioscope::workloads
