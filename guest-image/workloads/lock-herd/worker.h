// SPDX-License-Identifier: GPL-3.0-or-later
// One process of the workload: does the operations of its mix at random places.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "workloads/kit/guest.h"
#include "workloads/kit/random.h"
#include "workloads/lock-herd/mix.h"
#include "workloads/lock-herd/shared_pages.h"

namespace folioscope::workloads {

struct WorkerPlan {
  std::vector<Op> mix;
  std::uint64_t rounds = 0;
  std::uint64_t processes = 0;
  std::string disk;  // opened when the mix needs it
  std::uint64_t seed = 1;
};

class Worker {
 public:
  // `shared` outlives it. `process` counts from 0.
  static Result<Worker> create(const WorkerPlan& plan, const SharedPages& shared,
                               std::uint64_t process);
  Result<Tallies> work();

 private:
  Worker(const WorkerPlan& plan, const SharedPages& shared, std::uint64_t process)
      : plan_(plan), shared_(shared), process_(process), random_(plan.seed + process) {}
  Status open_disk();
  Status perform(Op op);
  Status fault(std::size_t run);
  Status write(std::size_t run);
  Status read();
  Status truncate(std::size_t run);
  Status migrate(std::size_t run);
  Status reclaim();

  const WorkerPlan& plan_;
  const SharedPages& shared_;
  std::uint64_t process_;
  Random random_;
  UniqueFd disk_;
  Mapping own_;  // pages of the disk that no other process maps
};

}  // namespace folioscope::workloads
