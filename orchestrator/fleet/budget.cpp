// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "fleet/fleet.h"

namespace folioscope::fleet {
namespace {

// What QEMU takes beside the guest's memory: its translation cache (at most 256 MiB, see
// domain_xml.cpp) and itself.
constexpr Bytes kQemuOverhead = mib(320);

// What the host keeps for the orchestrator, the store and the page cache of the kernels.
constexpr Bytes kHostReserve = mib(1024);

std::string in_mib(Bytes bytes) { return fmt::format("{} MiB", bytes.count >> 20); }

}  // namespace

Result<int> concurrency(const Budget& budget, const std::vector<spec::Machine>& machines) {
  int most_vcpus = 1;
  Bytes most_memory;
  for (const spec::Machine& machine : machines) {
    if (machine.all_memory().count + kQemuOverhead.count > budget.memory.count)
      return user_fault(
          fmt::format("machine '{}' needs {} and {} for QEMU, the host has {}", machine.name,
                      in_mib(machine.all_memory()), in_mib(kQemuOverhead), in_mib(budget.memory)),
          "give the machine less memory");
    most_vcpus = std::max(most_vcpus, machine.vcpus);
    most_memory = std::max(most_memory, machine.all_memory());
  }
  // Any two machines may meet, so the largest of each kind counts. One guest alone is always
  // allowed: slow is better than never.
  const double by_cores = budget.cores * budget.overcommit / most_vcpus;
  const std::uint64_t available = budget.memory.count - std::min(budget.memory, kHostReserve).count;
  const std::uint64_t by_memory = available / (most_memory.count + kQemuOverhead.count);
  const double guests = std::min(by_cores, static_cast<double>(by_memory));
  return std::max(1, static_cast<int>(guests));
}

}  // namespace folioscope::fleet
