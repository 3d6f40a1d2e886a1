// SPDX-License-Identifier: GPL-3.0-or-later
// A churner per CPU, each on a thread pinned there, led through the phases of one request: all
// refill, all churn while the leader requests, all rest.
#pragma once

#include <atomic>
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
  std::chrono::milliseconds period{0};  // from round to round
  std::uint64_t seed = 1;
};

class Team {
 public:
  static Result<std::unique_ptr<Team>> start(const TeamPlan& plan, const CmaArea& area);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  // Blocks until every churner has refilled; returns how many pages lie in the area.
  Result<std::uint64_t> refill();
  // Begins to churn and returns at once.
  void churn();
  // Ends it, blocks until all rest; returns the rounds that were done since churn().
  Result<std::uint64_t> rest();

 private:
  enum class Order { Refill, Churn, Quit };
  struct Member {
    explicit Member(Churner owned) : churner(std::move(owned)) {}
    Churner churner;
    std::uint64_t resident = 0;
    std::uint64_t rounds = 0;
    Status status;  // of the last order
    std::thread thread;
  };
  Team(const TeamPlan& plan, const CmaArea& area)
      : plan_(plan), area_(area), gate_(static_cast<std::ptrdiff_t>(plan.cpus.size()) + 1) {}
  void live(Member& member, int cpu);
  Status obey(Member& member, Order order);
  Status churn_until_rest(Member& member);
  Status first_fault() const;

  TeamPlan plan_;
  CmaArea area_;
  std::vector<std::unique_ptr<Member>> members_;
  std::barrier<> gate_;  // passed by all when an order is given and again when it is done
  Order order_ = Order::Quit;  // written by the leader before the gate
  std::mutex mutex_;
  std::condition_variable resting_changed_;
  bool resting_ = true;  // under mutex_
};

}  // namespace folioscope::workloads
