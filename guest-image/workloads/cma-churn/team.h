// SPDX-License-Identifier: GPL-3.0-or-later
// A churner per CPU, each a process pinned there, as applications are: what one does to its own
// mappings interrupts no other CPU. They churn while their leader makes a request and rest
// otherwise. The processes end with the Team.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "workloads/cma-churn/area.h"
#include "workloads/cma-churn/churner.h"
#include "workloads/kit/child.h"

namespace folioscope::workloads {

struct TeamPlan {
  Park park = Park::Activate;
  std::vector<int> cpus;
  std::uint64_t pages_per_churner = 0;
  std::uint64_t pages_per_round = 0;
  std::chrono::nanoseconds period{0};  // from the end of a round to the next
  std::uint64_t seed = 1;
};

class Team {
 public:
  // Forks: the caller must be the only thread of its process.
  static Result<Team> start(const TeamPlan& plan, const CmaArea& area);

  // Refills every churner, which must rest; returns how many pages lie in the area. One after the
  // other: emulated CPUs that allocate at once mostly wait for each other.
  Result<std::uint64_t> refill();
  // Begins to churn and returns at once.
  Status churn();
  // Ends it, blocks until all rest; appends the duration of every round that was done since
  // churn().
  Status rest(std::vector<double>& rounds_us);

 private:
  struct Member {
    Child child;
    int cpu = 0;
  };
  std::vector<Member> members_;
};

}  // namespace folioscope::workloads
