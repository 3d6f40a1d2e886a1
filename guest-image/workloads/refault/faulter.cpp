// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/refault/faulter.h"

#include <sys/mman.h>
#include <sys/resource.h>

namespace folioscope::workloads {
namespace {

// Well below the fastest fault and above a read of mapped memory, clock included: shorter reads
// need no question to the kernel whether they were faults.
constexpr std::uint64_t kLeastFaultNs = 500;

std::uint64_t faults_of_this_process() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_minflt) + static_cast<std::uint64_t>(usage.ru_majflt);
}

void read_page(const std::byte* page) {
  static_cast<void>(*static_cast<const volatile std::byte*>(page));
}

double microseconds(std::uint64_t ns) { return static_cast<double>(ns) / 1000; }

}  // namespace

void Faulter::read_target() {
  const std::byte* target = stage_.target();
  read_page(target);
  const std::uint64_t first = faults_of_this_process();
  std::uint64_t known = first;
  while (signals_.goes_on()) {
    const std::uint64_t begin = monotonic_ns();
    read_page(target);
    const std::uint64_t elapsed = monotonic_ns() - begin;
    if (elapsed < kLeastFaultNs) continue;
    const std::uint64_t now = faults_of_this_process();
    if (now != known) latencies_us_.add(microseconds(elapsed));
    known = now;
  }
  faults_ = faults_of_this_process() - first;
}

Status Faulter::read_neighbour(std::size_t number) {
  auto* page = const_cast<std::byte*>(stage_.page(number));
  while (signals_.goes_on()) {
    if (::madvise(page, kPageSize, MADV_DONTNEED) != 0) return errno_fault("unmap", "a page");
    const std::uint64_t begin = monotonic_ns();
    read_page(page);
    latencies_us_.add(microseconds(monotonic_ns() - begin));
    ++faults_;
  }
  return {};
}

Status Faulter::report(const Channel& leader) const {
  TRY_STATUS(leader.send_value(faults_));
  return leader.send_values(latencies_us_.samples());
}

Result<FaultTally> Faulter::receive(const Channel& faulter) {
  FaultTally tally;
  TRY_STATUS(faulter.receive_value(tally.faults));
  TRY(tally.latency_us, faulter.receive_values<double>());
  return tally;
}

void spin(const Signals& signals) {
  while (!signals.stopped()) {
  }
}

}  // namespace folioscope::workloads
