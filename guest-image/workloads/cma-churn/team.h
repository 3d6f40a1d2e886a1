// SPDX-License-Identifier: GPL-3.0-or-later
// A churner per CPU, each a process pinned there, as applications are: what one does to its own
// mappings interrupts no other CPU. They churn while their leader makes a request and rest
// otherwise. The processes end with the Team.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "workloads/cma-churn/churner.h"
#include "workloads/kit/child.h"
#include "workloads/kit/request.h"

namespace folioscope::workloads {

struct TeamPlan {
  Park park = Park::Activate;
  std::string directory;  // on a disk, for the files of those that need them
  std::vector<int> cpus;
  std::uint64_t pages_per_churner = 0;
  std::uint64_t pages_per_round = 0;
  std::chrono::nanoseconds period{0};  // from the end of a round to the next
  bool quiet = false;                  // one round in each request, and silence to its end
  std::chrono::nanoseconds hold{0};    // for Park::Pin: from the start of a round to its end
  std::uint64_t seed = 1;

  std::uint64_t working_set() const { return pages_per_churner * cpus.size(); }
};

class Team {
 public:
  // Forks: the caller must be the only thread of its process. Returns when all can begin.
  static Result<Team> start(const TeamPlan& plan, const std::vector<FrameRange>& ranges);

  // Refills every churner, which must rest; returns how many pages lie in each range. One after the
  // other: emulated CPUs that allocate at once mostly wait for each other.
  Result<std::vector<std::uint64_t>> refill();
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
