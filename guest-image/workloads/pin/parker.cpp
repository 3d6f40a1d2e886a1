// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pin/parker.h"

#include <sys/mman.h>
#include <unistd.h>

#include <utility>

namespace folioscope::workloads {

Result<Parker> Parker::create(int file, off_t offset, std::byte* page) {
  Parker parker(file, offset, page);
  TRY(parker.frames_, PageFrames::open());
  TRY(parker.flags_, PageFlags::open());
  return parker;
}

Status Parker::look() {
  const std::uint64_t now = monotonic_ns();
  TRY(const View view, view_page());
  const bool isolated = (view.flags & PageFlags::kLru) == 0;
  if (isolated && state_ == State::Tried) state_ = State::Parked;
  if (view.frame == 0) return {};  // being migrated
  const bool active = (view.flags & PageFlags::kActive) != 0;
  if (state_ != State::Out && view.frame == span_.pfn && active == active_) {
    span_.to_ns = now;
    return {};
  }
  close_span();
  if (isolated) return {};  // or in a batch of new pages; cannot be parked
  TRY_STATUS(park(view.flags));
  TRY(const View after, view_page());
  state_ = (after.flags & PageFlags::kLru) != 0 ? State::Tried : State::Unsure;
  active_ = active;
  span_ = {view.frame, now, now};
  return {};
}

Result<Parker::View> Parker::view_page() const {
  View view;
  TRY_STATUS(frames_.read(page_, {&view.frame, 1}));
  if (view.frame == 0) return view;
  TRY(view.flags, flags_.read(view.frame));
  return view;
}

Status Parker::park(std::uint64_t flags) {
  if ((flags & PageFlags::kActive) != 0) {
    if (::madvise(page_, kPageSize, MADV_COLD) != 0) return errno_fault("deactivate", "a page");
    return {};
  }
  // tmpfs marks a page accessed when its first byte is read: once referenced, twice active.
  const int reads = (flags & PageFlags::kReferenced) != 0 ? 1 : 2;
  for (int i = 0; i < reads; ++i) {
    char byte;
    if (::pread(file_, &byte, 1, offset_) != 1) return errno_fault("read", "a page");
  }
  return {};
}

void Parker::close_span() {
  if (std::exchange(state_, State::Out) == State::Parked && span_.to_ns > span_.from_ns)
    spans_.push_back(span_);
}

std::vector<Span> Parker::end() {
  close_span();
  return std::exchange(spans_, {});
}

}  // namespace folioscope::workloads
