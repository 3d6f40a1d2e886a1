// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/thp-leak/locked.h"

#include <linux/mempolicy.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <utility>
#include <vector>

#include "workloads/kit/child.h"
#include "workloads/kit/guest.h"
#include "workloads/kit/report.h"
#include "workloads/thp-leak/huge_file.h"

namespace folioscope::workloads {
namespace {

struct LockerTally {
  std::uint64_t rounds = 0;
  std::uint64_t moved = 0;
};

struct MapperTally {
  std::uint64_t attempts = 0;
  std::uint64_t huge = 0;
};

// True: the page is on `node` now.
Result<bool> move_to(int node, void* page) {
  int status = -1;
  if (::syscall(SYS_move_pages, 0, 1, &page, &node, &status, MPOL_MF_MOVE_ALL) >= 0)
    return status == node;
  Fault fault = errno_fault("move", "a huge page");
  if (errno == ENODEV) fault.remedy = "give the guest two NUMA nodes with memory";
  return fault;
}

// A huge page of the file, mapped by the locker.
struct Target {
  Mapping mapping;
  int node = 1;  // where to move it next
};

Result<std::vector<Target>> map_targets(const HugeFile& file) {
  std::vector<Target> targets;
  for (std::uint64_t page = 0; page < file.huge_pages(); ++page) {
    TRY(Mapping mapping, file.map(page, {}));
    static_cast<void>(*static_cast<volatile std::byte*>(mapping.data()));
    targets.push_back({std::move(mapping)});
  }
  return targets;
}

// Until the leader says something.
Status lock_in_a_loop(const Channel& leader, const HugeFile& file, Locking locking) {
  const std::vector<char> content(kHugePageSize, 'y');
  TRY(std::vector<Target> targets, map_targets(file));
  TRY_STATUS(leader.send_value('r'));
  LockerTally tally;
  for (; !leader.wait(std::chrono::nanoseconds(0)); ++tally.rounds) {
    const std::uint64_t page = tally.rounds % file.huge_pages();
    if (locking == Locking::Write) {
      const auto place = static_cast<off_t>(page * kHugePageSize);
      if (::pwrite(file.file(), content.data(), content.size(), place) < 0)
        return errno_fault("write to", "a huge page");
      continue;
    }
    TRY(const bool moved, move_to(targets[page].node, targets[page].mapping.data()));
    if (!moved) continue;
    ++tally.moved;
    targets[page].node = 1 - targets[page].node;
  }
  return leader.send_value(tally);
}

Status map_and_look(const Channel& leader, const HugeFile& file, const LockedPlan& plan,
                    std::uint64_t process) {
  char go = 0;
  TRY_STATUS(leader.receive_value(go));
  MapperTally tally;
  std::vector<double> latency_us;
  for (; tally.attempts < plan.attempts; ++tally.attempts) {
    TRY(const Mapping mapping, file.map((process + tally.attempts) % file.huge_pages(), {}));
    const std::uint64_t begin = monotonic_ns();
    static_cast<void>(*static_cast<volatile std::byte*>(mapping.data()));
    latency_us.push_back(static_cast<double>(monotonic_ns() - begin) / 1e3);
    TRY(const std::string smaps, read_text("/proc/self/smaps"));
    tally.huge += maps_huge(smaps) ? 1 : 0;
  }
  TRY_STATUS(leader.send_value(tally));
  return leader.send_values(std::span<const double>(latency_us));
}

Result<std::vector<Child>> start_mappers(const HugeFile& file, const LockedPlan& plan,
                                         const std::vector<int>& cpus) {
  std::vector<Child> mappers;
  for (std::uint64_t i = 0; i < plan.processes; ++i) {
    // The first CPU is the locker's as long as there are others.
    TRY(Child child, Child::start("thp-mapper", [&, i](const Channel& leader) -> Status {
          TRY_STATUS(pin_this_thread(cpus[(i + 1) % cpus.size()]));
          return map_and_look(leader, file, plan, i);
        }));
    mappers.push_back(std::move(child));
  }
  return mappers;
}

void report(const MapperTally& maps, const LockerTally& locks, const LockedPlan& plan,
            const std::vector<double>& latency_us) {
  const auto count = [](std::uint64_t value) { return static_cast<double>(value); };
  print_line(fact_line("thp_huge_pages", count(plan.huge_pages)));
  print_line(fact_line("map_processes", count(plan.processes)));
  print_line(metric_line("map_attempts", count(maps.attempts), "count"));
  print_line(metric_line("pmd_mapped_ratio", count(maps.huge) / count(maps.attempts), "ratio"));
  print_samples("map_latency", latency_us, "us");
  print_line(metric_line("locker_rounds", count(locks.rounds), "count"));
  if (plan.locking == Locking::Migrate)
    print_line(metric_line("locker_moved", count(locks.moved), "count"));
}

}  // namespace

bool maps_huge(std::string_view smaps) { return sum_numbers(smaps, "ShmemPmdMapped") > 0; }

Status map_while_locked(const LockedPlan& plan) {
  TRY(const std::vector<int> cpus, usable_cpus());
  TRY(const HugeFile file, HugeFile::create(plan.huge_pages));
  TRY(const Child locker, Child::start("thp-locker", [&](const Channel& leader) -> Status {
        TRY_STATUS(pin_this_thread(cpus.front()));
        return lock_in_a_loop(leader, file, plan.locking);
      }));
  TRY(const std::vector<Child> mappers, start_mappers(file, plan, cpus));
  char ready = 0;
  TRY_STATUS(locker.channel().receive_value(ready));
  for (const Child& mapper : mappers) TRY_STATUS(mapper.channel().send_value('g'));

  MapperTally sum;
  std::vector<double> latency_us;
  for (const Child& mapper : mappers) {
    MapperTally tally;
    TRY_STATUS(mapper.channel().receive_value(tally));
    sum.attempts += tally.attempts;
    sum.huge += tally.huge;
    TRY(const std::vector<double> one, mapper.channel().receive_values<double>());
    latency_us.insert(latency_us.end(), one.begin(), one.end());
  }
  TRY_STATUS(locker.channel().send_value('s'));
  LockerTally locks;
  TRY_STATUS(locker.channel().receive_value(locks));
  report(sum, locks, plan, latency_us);
  return {};
}

}  // namespace folioscope::workloads
