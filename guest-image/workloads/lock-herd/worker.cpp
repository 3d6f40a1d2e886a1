// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/lock-herd/worker.h"

#include <fcntl.h>
#include <linux/mempolicy.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace folioscope::workloads {
namespace {

// At the beginning of the disk: few, so that several processes want the same one.
constexpr std::uint64_t kSharedDiskPages = 16;

// New pages of the page cache wait in a batch of 15 and are not reclaimed from there: of twice as
// many, at least half are.
constexpr std::size_t kReclaimedPages = 32;

bool uses(const std::vector<Op>& mix, Op op) { return std::ranges::find(mix, op) != mix.end(); }

}  // namespace

Result<Worker> Worker::create(const WorkerPlan& plan, const SharedPages& shared,
                              std::uint64_t process) {
  Worker worker(plan, shared, process);
  if (uses(plan.mix, Op::Read) || uses(plan.mix, Op::Reclaim)) TRY_STATUS(worker.open_disk());
  return worker;
}

Status Worker::open_disk() {
  disk_.reset(::open(plan_.disk.c_str(), O_RDONLY | O_CLOEXEC));
  if (!disk_) return errno_fault("open", plan_.disk);
  const std::uint64_t own = kSharedDiskPages + process_ * kReclaimedPages;
  const std::uint64_t needed = (own + kReclaimedPages) * kPageSize;
  const off_t size = ::lseek(disk_.get(), 0, SEEK_END);
  if (size < 0 || static_cast<std::uint64_t>(size) < needed) {
    return guest_fault(plan_.disk + " is too small for so many processes",
                       "give the guest a disk of at least 128 KiB for each, and 64 KiB");
  }
  TRY(own_, Mapping::map(nullptr, kReclaimedPages * kPageSize, PROT_READ, MAP_SHARED, disk_.get(),
                         own * kPageSize));
  return {};
}

Result<Tallies> Worker::work() {
  Tallies tallies{};
  for (std::uint64_t round = 0; round < plan_.rounds; ++round) {
    for (const Op op : plan_.mix) {
      if (!is_due(op, round, process_)) continue;
      const std::uint64_t begin = monotonic_ns();
      TRY_STATUS(perform(op));
      Tally& tally = tallies[static_cast<std::size_t>(op)];
      ++tally.count;
      tally.ns += monotonic_ns() - begin;
    }
  }
  return tallies;
}

Status Worker::perform(Op op) {
  switch (op) {
    case Op::Fault:
      return fault(random_.below(shared_.runs()));
    case Op::Write:
      return write(random_.below(shared_.runs()));
    case Op::Read:
      return read();
    case Op::Truncate:
      return truncate(random_.below(shared_.runs()));
    case Op::Migrate:
      return migrate(random_.below(shared_.runs()));
    case Op::Reclaim:
      return reclaim();
  }
  return {};
}

Status Worker::fault(std::size_t run) {
  if (::madvise(shared_.page(run, 0), kRunPages * kPageSize, MADV_DONTNEED) != 0)
    return errno_fault("unmap", "shared pages");
  // To write: a read would map what lies around in one go.
  for (std::size_t page = 0; page < kRunPages; ++page)
    *static_cast<volatile std::byte*>(shared_.page(run, page)) = std::byte{1};
  return {};
}

Status Worker::write(std::size_t run) {
  for (std::size_t page = 0; page < kRunPages; ++page)
    if (::pwrite(shared_.file(run), "", 1, static_cast<off_t>(page * kPageSize)) != 1)
      return errno_fault("write to", "a shared page");
  return {};
}

Status Worker::read() {
  std::array<std::byte, 8> some;
  const auto place = static_cast<off_t>(random_.below(kSharedDiskPages) * kPageSize);
  if ((errno = ::posix_fadvise(disk_.get(), place, kPageSize, POSIX_FADV_DONTNEED)) != 0)
    return errno_fault("drop", "a page of the disk from memory");
  if (::pread(disk_.get(), some.data(), some.size(), place) != static_cast<ssize_t>(some.size()))
    return errno_fault("read", "a page of the disk");
  return {};
}

// A hole: what others map must stay within the file.
Status Worker::truncate(std::size_t run) {
  if (::fallocate(shared_.file(run), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
                  kRunPages * kPageSize) != 0) {
    return errno_fault("give back", "shared pages");
  }
  return {};
}

Status Worker::migrate(std::size_t run) {
  std::array<std::byte*, kRunPages> pages;
  std::array<int, kRunPages> nodes;
  std::array<int, kRunPages> unused;
  for (std::size_t page = 0; page < kRunPages; ++page) pages[page] = shared_.page(run, page);
  nodes.fill(static_cast<int>(random_.below(2)));
  // Pages that are not there, or stay where they are, are part of this workload.
  if (::syscall(SYS_move_pages, 0, pages.size(), pages.data(), nodes.data(), unused.data(),
                MPOL_MF_MOVE_ALL) >= 0) {
    return {};
  }
  Fault fault = errno_fault("move", "shared pages");
  if (errno == ENODEV) fault.remedy = "give the guest two NUMA nodes with memory";
  return fault;
}

Status Worker::reclaim() {
  for (std::size_t offset = 0; offset < own_.size(); offset += kPageSize)
    static_cast<void>(*static_cast<volatile std::byte*>(own_.data() + offset));
  if (::madvise(own_.data(), own_.size(), MADV_PAGEOUT) != 0)
    return errno_fault("reclaim", "pages of the disk");
  return {};
}

}  // namespace folioscope::workloads
