// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pin/lives.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>

#include "workloads/pin/disk.h"
#include "workloads/pin/memory.h"
#include "workloads/pin/parker.h"
#include "workloads/pin/registered.h"

namespace folioscope::workloads {
namespace {

// Not the page's first bytes: to read those marks the page accessed, which may park it.
constexpr off_t kInside = 512;

// Between two looks at a page of which nothing else is known: long enough that the others get the
// CPU, short beside the time that a migration of such a page is made to take (recipe.cpp).
constexpr std::chrono::microseconds kPause(100);

Status send_spans(const Channel& leader, std::span<const Span> spans) {
  return leader.send_values(spans);
}
Status send_span(const Channel& leader, const Span& span) { return send_spans(leader, {&span, 1}); }

// Rounds of: told to begin, `hold`, told to end, `let_go`; the span is what is between.
template <class HoldIt, class LetGo>
Status hold_until_told(const Channel& leader, HoldIt hold, LetGo let_go) {
  Order order;
  while (leader.receive_value(order).ok()) {
    TRY_STATUS(hold());
    Span span = {0, monotonic_ns(), 0};
    TRY_STATUS(leader.send_value(order));
    TRY_STATUS(leader.receive_value(order));
    span.to_ns = monotonic_ns();
    TRY_STATUS(let_go());
    TRY_STATUS(send_span(leader, span));
  }
  return {};
}

// Rounds of doing the same again and again until told to end. What it holds meanwhile comes and
// goes inside the span.
template <class Once>
Status repeat_until_told(const Channel& leader, Once once) {
  Order order;
  while (leader.receive_value(order).ok()) {
    Span span = {0, monotonic_ns(), 0};
    TRY_STATUS(leader.send_value(order));
    while (!leader.wait(std::chrono::nanoseconds(0))) TRY_STATUS(once());
    TRY_STATUS(leader.receive_value(order));
    span.to_ns = monotonic_ns();
    TRY_STATUS(send_span(leader, span));
  }
  return {};
}

// Rounds of one call that holds the page until the disk has answered.
template <class Call>
Status hold_until_read(const Channel& leader, Call call) {
  Order order;
  while (leader.receive_value(order).ok()) {
    Span span = {0, monotonic_ns(), 0};
    TRY_STATUS(call());
    span.to_ns = monotonic_ns();
    TRY_STATUS(send_span(leader, span));
  }
  return {};
}

struct Pipe {
  UniqueFd out, in;
  static Result<Pipe> create() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return errno_fault("create", "a pipe");
    return Pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
  }
  Status drain(std::size_t bytes) const {
    std::array<std::byte, kPageSize> sink;
    if (::read(out.get(), sink.data(), bytes) != static_cast<ssize_t>(bytes))
      return errno_fault("drain", "a pipe");
    return {};
  }
};

Result<HeldPage> held_page(const Pages& pages, const HolderPlan& plan) {
  return HeldPage::create(plan.memory, pages.address(plan.page), plan.scratch,
                          plan.page * kDiskPages + 1);
}

Status vmsplice_life(const Channel& leader, const Pages& pages, const HolderPlan& plan) {
  TRY(const Pipe pipe, Pipe::create());
  TRY(HeldPage page, held_page(pages, plan));
  return hold_until_told(
      leader,
      [&]() -> Status {
        TRY_STATUS(page.renew());
        const iovec vec = {page.address(), kPageSize};
        if (::vmsplice(pipe.in.get(), &vec, 1, 0) != static_cast<ssize_t>(kPageSize))
          return errno_fault("splice", "a page into a pipe");
        return page.share();
      },
      [&] {
        page.unshare();
        return pipe.drain(kPageSize);
      });
}

Status splice_life(const Channel& leader, const Pages& pages, const HolderPlan& plan) {
  constexpr std::size_t kBytes = 512;
  TRY(const Pipe pipe, Pipe::create());
  return hold_until_told(
      leader,
      [&]() -> Status {
        off_t offset = pages.offset(plan.page) + kInside;
        if (::splice(pages.file(), &offset, pipe.in.get(), nullptr, kBytes, 0) !=
            static_cast<ssize_t>(kBytes))
          return errno_fault("splice", "a file into a pipe");
        return {};
      },
      [&] { return pipe.drain(kBytes); });
}

Status registered_life(const Channel& leader, const Pages& pages, const HolderPlan& plan) {
  TRY(const RegisteredBuffer buffer, RegisteredBuffer::create());
  pages.touch(plan.page);
  return hold_until_told(
      leader, [&] { return buffer.pin(pages.address(plan.page)); }, [&] { return buffer.unpin(); });
}

Status direct_life(const Channel& leader, const Pages& pages, const HolderPlan& plan) {
  TRY(Disk disk, Disk::open(plan.disk, plan.seed));
  pages.touch(plan.page);
  return hold_until_read(leader, [&] { return disk.read_direct(pages.address(plan.page)); });
}

Status fault_life(const Channel& leader, const Pages& pages, const HolderPlan& plan) {
  TRY(Disk disk, Disk::open(plan.disk, plan.seed));
  return hold_until_read(leader, [&]() -> Status {
    TRY(const Mapping target, disk.map_absent());
    if (::pread(pages.file(), target.data(), 8, pages.offset(plan.page) + kInside) != 8)
      return errno_fault("read", "a page");
    return {};
  });
}

Status remote_life(const Channel& leader, const Pages& pages, const HolderPlan& plan) {
  TRY(Disk disk, Disk::open(plan.disk, plan.seed));
  return hold_until_read(leader, [&]() -> Status {
    TRY(const Mapping target, disk.map_absent());
    const iovec local = {target.data(), 8}, remote = {pages.address(plan.page), 8};
    if (::process_vm_readv(::getppid(), &local, 1, &remote, 1, 0) == 8) return {};
    Fault fault = errno_fault("read", "a page of another process");
    if (errno == ENOSYS)
      fault.remedy = "the kernel needs CONFIG_CROSS_MEMORY_ATTACH: add `holders` to `config`";
    return fault;
  });
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
    TRY_STATUS(send_spans(leader, parker.end()));
  }
  return {};
}

Status sleeper_life(const Channel& leader, const Pages& pages, const HolderPlan& plan) {
  return repeat_until_told(leader, [&]() -> Status {
    char bytes[8];
    if (::pread(pages.file(), bytes, sizeof(bytes), pages.offset(plan.page) + kInside) != 8)
      return errno_fault("read", "a page");
    std::this_thread::sleep_for(kPause);
    return {};
  });
}

// Only where the page table has a migration entry. While that is put in its place the table has
// nothing at all for a moment, and who faults then sleeps on the page's lock with a reference:
// hence on the mover's CPU, where this runs while the mover sleeps in its window.
Status toucher_life(const Channel& leader, const Pages& pages, const HolderPlan& plan) {
  TRY_STATUS(pin_this_thread(plan.cpu));
  TRY(const PageFrames frames, PageFrames::open());
  const auto touch = [&] {
    (void)*static_cast<const volatile std::byte*>(pages.address(plan.page));
  };
  touch();
  return repeat_until_told(leader, [&]() -> Status {
    std::uint64_t frame = 0;
    TRY_STATUS(frames.read(pages.address(plan.page), {&frame, 1}));
    if (frame == 0) touch();
    std::this_thread::sleep_for(kPause);
    return {};
  });
}

Status neighbour_life(const Channel& leader, const Pages& pages, const HolderPlan& plan) {
  std::byte* const around = pages.address(plan.page);
  auto* const beside = static_cast<volatile std::byte*>(around + kPageSize);
  *beside = std::byte{1};
  return repeat_until_told(leader, [&]() -> Status {
    if (::madvise(around, Pages::kStride, MADV_DONTNEED) != 0) return errno_fault("unmap", "pages");
    (void)*beside;
    return {};
  });
}

Status write_out(const UniqueFd& disk, std::uint64_t page) {
  if (::sync_file_range(disk.get(), static_cast<off_t>(page * kPageSize), kPageSize,
                        SYNC_FILE_RANGE_WRITE) != 0)
    return errno_fault("write", "a page of the disk");
  return {};
}

// Waits for two pages, of which the first is written last: the second, this one's, is written
// after that and stays in the waiter's folio_batch. Others before and between keep the disk busy.
Status writeback_life(const Channel& leader, const Pages& pages, const HolderPlan& plan) {
  constexpr std::uint64_t kBusyBefore = 6, kBusyBetween = 6;
  TRY(const HeldPage page, held_page(pages, plan));
  const std::uint64_t first = plan.page * kDiskPages;
  TRY(const Mapping region, Mapping::map(nullptr, kDiskPages * kPageSize, PROT_READ | PROT_WRITE,
                                         MAP_SHARED, page.disk().get(), first * kPageSize));
  if (::madvise(region.data(), region.size(), MADV_RANDOM) != 0)
    return errno_fault("advise on", "a mapping of the disk");
  const auto write = [&](std::uint64_t nth) -> Status {
    auto* const byte = static_cast<volatile std::byte*>(nth == 1 ? page.address()
                                                                 : region.data() + nth * kPageSize);
    *byte = std::byte{static_cast<unsigned char>(std::to_integer<unsigned>(*byte) + 1)};
    return write_out(page.disk(), first + nth);
  };
  return hold_until_read(leader, [&]() -> Status {
    // Every other page: no two are one request.
    std::uint64_t busy = 4;
    for (std::uint64_t i = 0; i < kBusyBefore; ++i, busy += 2) TRY_STATUS(write(busy));
    TRY_STATUS(write(1));
    for (std::uint64_t i = 0; i < kBusyBetween; ++i, busy += 2) TRY_STATUS(write(busy));
    TRY_STATUS(write(0));
    TRY_STATUS(leader.send_value(Order::Begin));
    if (::sync_file_range(page.disk().get(), static_cast<off_t>(first * kPageSize), 2 * kPageSize,
                          SYNC_FILE_RANGE_WAIT_BEFORE) != 0)
      return errno_fault("wait for", "writeback");
    return {};
  });
}

}  // namespace

Status live(const Channel& leader, const Pages& pages, const HolderPlan& plan) {
  switch (plan.hold) {
    case Hold::Vmsplice:
      return vmsplice_life(leader, pages, plan);
    case Hold::Splice:
      return splice_life(leader, pages, plan);
    case Hold::Registered:
      return registered_life(leader, pages, plan);
    case Hold::Direct:
      return direct_life(leader, pages, plan);
    case Hold::Fault:
      return fault_life(leader, pages, plan);
    case Hold::Remote:
      return remote_life(leader, pages, plan);
    case Hold::Park:
      return park_life(leader, pages, plan);
    case Hold::Sleeper:
      return sleeper_life(leader, pages, plan);
    case Hold::Writeback:
      return writeback_life(leader, pages, plan);
    case Hold::Toucher:
      return toucher_life(leader, pages, plan);
    case Hold::Neighbour:
      return neighbour_life(leader, pages, plan);
  }
  return {};
}

}  // namespace folioscope::workloads
