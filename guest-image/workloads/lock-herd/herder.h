// SPDX-License-Identifier: GPL-3.0-or-later
// One process of the herd: does what it is told, on places that it draws.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "workloads/kit/guest.h"
#include "workloads/kit/random.h"
#include "workloads/lock-herd/meadow.h"
#include "workloads/lock-herd/mix.h"

namespace folioscope::workloads {

struct HerdPlan {
  std::vector<Op> mix;
  std::uint64_t rounds = 0;
  std::uint64_t processes = 0;
  std::string disk;  // opened when the mix needs it
  std::uint64_t seed = 1;
};

class Herder {
 public:
  // `meadow` outlives it. `process` counts from 0.
  static Result<Herder> create(const HerdPlan& plan, const Meadow& meadow, std::uint64_t process);
  Result<Tallies> work();

 private:
  Herder(const HerdPlan& plan, const Meadow& meadow, std::uint64_t process)
      : plan_(plan), meadow_(meadow), process_(process), random_(plan.seed + process) {}
  Status open_disk();
  Status perform(Op op);
  Status fault(std::size_t run);
  Status write(std::size_t run);
  Status read();
  Status truncate(std::size_t run);
  Status migrate(std::size_t run);
  Status reclaim();

  const HerdPlan& plan_;
  const Meadow& meadow_;
  std::uint64_t process_;
  Random random_;
  UniqueFd disk_;
  Mapping own_;  // pages of the disk that no other process maps
};

}  // namespace folioscope::workloads
