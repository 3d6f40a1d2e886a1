// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pin/parker.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <utility>

namespace folioscope::workloads {
namespace {

// Bits of /proc/kpageflags (admin-guide/mm/pagemap.rst).
constexpr std::uint64_t kReferenced = 1u << 2;
constexpr std::uint64_t kLru = 1u << 5;
constexpr std::uint64_t kActive = 1u << 6;

}  // namespace

Result<Parker> Parker::create(int file, off_t offset, std::byte* page) {
  Parker parker(file, offset, page);
  TRY(parker.frames_, PageFrames::open());
  parker.kpageflags_.reset(::open("/proc/kpageflags", O_RDONLY | O_CLOEXEC));
  if (!parker.kpageflags_) return errno_fault("open", "/proc/kpageflags");
  return parker;
}

Status Parker::look() {
  const std::uint64_t now = monotonic_ns();
  std::uint64_t frame = 0;
  TRY_STATUS(frames_.read(page_, {&frame, 1}));
  if (frame == 0) return {};  // being migrated
  std::uint64_t flags = 0;
  if (::pread(kpageflags_.get(), &flags, sizeof(flags),
              static_cast<off_t>(frame * sizeof(flags))) != sizeof(flags)) {
    return errno_fault("read", "/proc/kpageflags");
  }
  if (parked_ && frame == span_.pfn && ((flags & kActive) != 0) == active_) {
    span_.to_ns = now;
    return {};
  }
  close_span();
  // Off the LRU list the page is isolated, or in a batch of new pages; neither can be parked.
  if ((flags & kLru) == 0) return {};
  TRY_STATUS(park(flags));
  parked_ = true;
  active_ = (flags & kActive) != 0;
  span_ = {frame, now, 0};
  return {};
}

Status Parker::park(std::uint64_t flags) {
  if ((flags & kActive) != 0) {
    if (::madvise(page_, kPageSize, MADV_COLD) != 0) return errno_fault("deactivate", "a page");
    return {};
  }
  // tmpfs marks a page accessed when its first byte is read: once referenced, twice active.
  const int reads = (flags & kReferenced) != 0 ? 1 : 2;
  for (int i = 0; i < reads; ++i) {
    char byte;
    if (::pread(file_, &byte, 1, offset_) != 1) return errno_fault("read", "a page");
  }
  return {};
}

void Parker::close_span() {
  if (std::exchange(parked_, false) && span_.to_ns > span_.from_ns) spans_.push_back(span_);
}

std::vector<Span> Parker::end() {
  close_span();
  return std::exchange(spans_, {});
}

}  // namespace folioscope::workloads
