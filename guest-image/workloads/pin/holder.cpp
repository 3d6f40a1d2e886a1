// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pin/holder.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "workloads/pin/disk.h"
#include "workloads/pin/parker.h"

namespace folioscope::workloads {
namespace {

enum class Order : char { Begin, End };

const char* process_name(Hold hold) {
  switch (hold) {
    case Hold::Vmsplice:
      return "pin-vmsplice";
    case Hold::Direct:
      return "pin-direct";
    case Hold::Fault:
      return "pin-fault";
    case Hold::Park:
      return "pin-park";
  }
  return "pin";
}

Status send_span(const Channel& leader, const Span& span) {
  return leader.send_values(std::span<const Span>(&span, 1));
}

// The lives of the holders. Each answers Begin with a byte when it holds, except that a wait for
// the disk speaks for itself, and ends with its spans: after End, or when the disk has answered.

Status vmsplice_life(const Channel& leader, const Pages& pages, const HolderPlan& plan) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return errno_fault("create", "a pipe");
  const UniqueFd out(ends[0]);
  const UniqueFd in(ends[1]);
  std::byte* const page = pages.address(plan.page);
  pages.touch(plan.page);
  std::array<std::byte, kPageSize> sink;
  Order order;
  while (leader.receive_value(order).ok()) {
    const iovec vec = {page, kPageSize};
    if (::vmsplice(in.get(), &vec, 1, 0) != static_cast<ssize_t>(kPageSize))
      return errno_fault("splice", "a page into a pipe");
    Span span = {0, monotonic_ns(), 0};
    TRY_STATUS(leader.send_value(order));
    TRY_STATUS(leader.receive_value(order));
    span.to_ns = monotonic_ns();
    if (::read(out.get(), sink.data(), sink.size()) != static_cast<ssize_t>(sink.size()))
      return errno_fault("drain", "a pipe");
    TRY_STATUS(send_span(leader, span));
  }
  return {};
}

Status direct_life(const Channel& leader, const Pages& pages, const HolderPlan& plan) {
  TRY(Disk disk, Disk::open(plan.disk, plan.seed));
  pages.touch(plan.page);
  Order order;
  while (leader.receive_value(order).ok()) {
    Span span = {0, monotonic_ns(), 0};
    TRY_STATUS(disk.read_direct(pages.address(plan.page)));
    span.to_ns = monotonic_ns();
    TRY_STATUS(send_span(leader, span));
  }
  return {};
}

Status fault_life(const Channel& leader, const Pages& pages, const HolderPlan& plan) {
  // Not the page's first bytes: to read those marks the page accessed, which may park it.
  constexpr off_t kInside = 512;
  TRY(Disk disk, Disk::open(plan.disk, plan.seed));
  Order order;
  while (leader.receive_value(order).ok()) {
    TRY(const Mapping target, disk.map_absent());
    Span span = {0, monotonic_ns(), 0};
    if (::pread(pages.file(), target.data(), 8, pages.offset(plan.page) + kInside) != 8)
      return errno_fault("read", "a page");
    span.to_ns = monotonic_ns();
    TRY_STATUS(send_span(leader, span));
  }
  return {};
}

Status park_life(const Channel& leader, const Pages& pages, const HolderPlan& plan) {
  TRY_STATUS(pin_this_thread(plan.cpu));
  pages.touch(plan.page);
  TRY(Parker parker,
      Parker::create(pages.file(), pages.offset(plan.page), pages.address(plan.page)));
  Order order;
  while (leader.receive_value(order).ok()) {
    TRY_STATUS(leader.send_value(order));
    while (!leader.wait(std::chrono::nanoseconds(0))) TRY_STATUS(parker.look());
    TRY_STATUS(leader.receive_value(order));
    TRY_STATUS(parker.look());
    TRY_STATUS(leader.send_values(std::span<const Span>(parker.end())));
  }
  return {};
}

Status live(const Channel& leader, const Pages& pages, const HolderPlan& plan) {
  switch (plan.hold) {
    case Hold::Vmsplice:
      return vmsplice_life(leader, pages, plan);
    case Hold::Direct:
      return direct_life(leader, pages, plan);
    case Hold::Fault:
      return fault_life(leader, pages, plan);
    case Hold::Park:
      return park_life(leader, pages, plan);
  }
  return {};
}

}  // namespace

Result<Holder> Holder::start(const HolderPlan& plan, const Pages& pages) {
  TRY(Child child,
      Child::start(process_name(plan.hold), [&plan, &pages](const Channel& leader) -> Status {
        return live(leader, pages, plan);
      }));
  return Holder(std::move(child), plan.hold);
}

Status Holder::begin() {
  settled_ns_ = 0;
  return child_.channel().send_value(Order::Begin);
}

Result<bool> Holder::settled() {
  if (settled_ns_ != 0) return true;
  const bool answered = child_.channel().wait(std::chrono::nanoseconds(0));
  if (hold_ == Hold::Direct || hold_ == Hold::Fault) {
    TRY(const bool sleeping, sleeps());
    if (!answered && !sleeping) return false;
  } else {
    if (!answered) return false;
    Order echo;
    TRY_STATUS(child_.channel().receive_value(echo));
  }
  settled_ns_ = monotonic_ns();
  return true;
}

// In the disk: nothing else makes these processes sleep without end, and their references are
// taken before that.
Result<bool> Holder::sleeps() const {
  TRY(const std::string text, read_text("/proc/" + std::to_string(process()) + "/stat"));
  const auto name_end = text.rfind(')');
  return name_end != text.npos && name_end + 2 < text.size() && text[name_end + 2] == 'D';
}

Result<std::vector<Span>> Holder::end() {
  const bool until_told = hold_ == Hold::Vmsplice || hold_ == Hold::Park;
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
