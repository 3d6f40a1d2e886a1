// SPDX-License-Identifier: GPL-3.0-or-later
// A churner per CPU, each on a thread pinned there. They churn while their leader makes a request
// and rest otherwise.
#pragma once

#include <barrier>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "workloads/cma-churn/churner.h"

namespace folioscope::workloads {

struct TeamPlan {
  Park park = Park::Activate;
  std::vector<int> cpus;
  std::uint64_t pages_per_churner = 0;
  std::uint64_t pages_per_round = 0;
  std::chrono::nanoseconds period{0};  // from round to round
  std::uint64_t seed = 1;
};

class Team {
 public:
  static Result<std::unique_ptr<Team>> start(const TeamPlan& plan);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  // Refills every churner, which must rest; returns how many pages lie in the area. The leader does
  // it alone: emulated CPUs that fault on one address space at once mostly wait for each other.
  Result<std::uint64_t> refill(const CmaArea& area);
  // Begins to churn and returns at once.
  void churn();
  // Ends it, blocks until all rest; appends the duration of every round that was done since
  // churn().
  Status rest(std::vector<double>& rounds_us);

 private:
  enum class Order { Churn, Quit };
  struct Member {
    Member(Churner owned, std::uint64_t seed) : churner(std::move(owned)), random(seed) {}
    Churner churner;
    Random random;
    std::vector<double> rounds_us;  // since churn()
    Status status;
    std::thread thread;
  };
  explicit Team(const TeamPlan& plan)
      : plan_(plan), gate_(static_cast<std::ptrdiff_t>(plan.cpus.size()) + 1) {}
  void live(Member& member, int cpu);
  Status churn_until_rest(Member& member);
  Status first_fault() const;

  TeamPlan plan_;
  std::vector<std::unique_ptr<Member>> members_;
  std::barrier<> gate_;        // passed by all when an order is given, and again when all rest
  Order order_ = Order::Quit;  // written by the leader before the gate
  std::mutex mutex_;
  std::condition_variable resting_changed_;
  bool resting_ = true;  // under mutex_
};

}  // namespace folioscope::workloads
