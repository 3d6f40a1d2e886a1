// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pin/holder.h"

#include <sys/mman.h>

#include <algorithm>
#include <chrono>

#include "workloads/pin/disk.h"
#include "workloads/pin/lives.h"

namespace folioscope::workloads {
namespace {

const char* process_name(Hold hold) {
  switch (hold) {
    case Hold::Vmsplice:
      return "pin-vmsplice";
    case Hold::Splice:
      return "pin-splice";
    case Hold::Registered:
      return "pin-registered";
    case Hold::Direct:
      return "pin-direct";
    case Hold::Fault:
      return "pin-fault";
    case Hold::Remote:
      return "pin-remote";
    case Hold::Park:
      return "pin-park";
    case Hold::Sleeper:
      return "pin-sleeper";
    case Hold::Writeback:
      return "pin-writeback";
    case Hold::Toucher:
      return "pin-toucher";
    case Hold::Neighbour:
      return "pin-neighbour";
  }
  return "pin";
}

// These hold until the disk has answered, the others until they are told to let go.
bool waits_for_disk(Hold hold) {
  return hold == Hold::Direct || hold == Hold::Fault || hold == Hold::Remote ||
         hold == Hold::Writeback;
}

}  // namespace

Result<Holder> Holder::start(const HolderPlan& plan, const Pages& pages) {
  TRY(Child child,
      Child::start(process_name(plan.hold), [&plan, &pages](const Channel& leader) -> Status {
        return live(leader, pages, plan);
      }));
  return Holder(std::move(child), plan.hold, pages.address(plan.page));
}

Status Holder::begin() {
  settled_ns_ = 0;
  echoed_ = false;
  return child_.channel().send_value(Order::Begin);
}

Result<bool> Holder::settled() {
  if (settled_ns_ == 0) {
    TRY(const bool now, has_settled());
    if (now) settled_ns_ = monotonic_ns();
  }
  return settled_ns_ != 0;
}

Result<bool> Holder::has_settled() {
  const auto answered = [this] { return child_.channel().wait(std::chrono::nanoseconds(0)); };
  const bool echoes = !waits_for_disk(hold_) || hold_ == Hold::Writeback;
  if (echoes && !echoed_) {
    if (!answered()) return false;
    Order echo;
    TRY_STATUS(child_.channel().receive_value(echo));
    echoed_ = true;
  }
  if (!waits_for_disk(hold_) || answered()) return true;
  TRY(const bool sleeping, sleeps());
  if (!sleeping || hold_ != Hold::Writeback) return sleeping;
  return written();
}

// In the disk: nothing else makes these processes sleep without end, and their references are
// taken before that.
Result<bool> Holder::sleeps() const {
  TRY(const std::string text, read_text("/proc/" + std::to_string(process()) + "/stat"));
  const auto name_end = text.rfind(')');
  return name_end != text.npos && name_end + 2 < text.size() && text[name_end + 2] == 'D';
}

// The page itself is no longer under writeback: a migration would wait for that.
Result<bool> Holder::written() const {
  TRY(const PageFrames frames, PageFrames::open(process()));
  TRY(const PageFlags flags, PageFlags::open());
  std::uint64_t frame = 0;
  TRY_STATUS(frames.read(page_, {&frame, 1}));
  if (frame == 0) return guest_fault("a page of the disk is not mapped");
  TRY(const std::uint64_t now, flags.read(frame));
  return (now & PageFlags::kWriteback) == 0;
}

Result<std::vector<Span>> Holder::end() {
  const bool until_told = !waits_for_disk(hold_);
  if (until_told) TRY_STATUS(child_.channel().send_value(Order::End));
  TRY(auto spans, child_.channel().receive_values<Span>());
  if (!until_told)
    for (Span& span : spans) span.from_ns = std::max(span.from_ns, settled_ns_);
  return spans;
}

Result<Child> start_disk_hog(const std::string& disk) {
  return Child::start("pin-disk-hog", [&disk](const Channel& leader) -> Status {
    TRY(Disk own, Disk::open(disk, /*seed=*/0));
    TRY(const Mapping page, Mapping::map(nullptr, kPageSize, PROT_READ | PROT_WRITE,
                                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    while (!leader.wait(std::chrono::nanoseconds(0))) TRY_STATUS(own.read_direct(page.data()));
    return {};
  });
}

}  // namespace folioscope::workloads
