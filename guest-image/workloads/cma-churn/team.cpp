// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/cma-churn/team.h"

#include <algorithm>
#include <functional>
#include <string>

#include "workloads/kit/random.h"

namespace folioscope::workloads {
namespace {

// What the leader says to a churner. Refill is answered with the number of pages in each range;
// Churn with nothing; Rest with the number of rounds and the duration of each.
enum class Order : char { Refill, Churn, Rest };

constexpr std::chrono::nanoseconds kForGood = std::chrono::hours(24);

// The life of one churner process.
class Subordinate {
 public:
  Subordinate(const TeamPlan& plan, const std::vector<FrameRange>& ranges, const Channel& leader,
              std::size_t index)
      : plan_(plan), ranges_(ranges), leader_(leader), random_(plan.seed + index) {}

  // Until the leader is gone.
  Status serve(Churner churner) {
    for (;;) {
      Order order;
      if (!leader_.receive_value(order).ok()) return {};
      if (order == Order::Refill) {
        TRY(const auto inside, churner.refill(ranges_));
        TRY_STATUS(leader_.send_values(std::span<const std::uint64_t>(inside)));
      } else {
        TRY(const std::vector<double> rounds_us, churn(churner));
        TRY_STATUS(leader_.receive_value(order));
        TRY_STATUS(leader_.send_values(std::span<const double>(rounds_us)));
      }
    }
  }

 private:
  // Until the leader has something to say.
  Result<std::vector<double>> churn(Churner& churner) {
    std::vector<double> rounds_us;
    // The first round comes anywhere within a period: the churners are not in step with the
    // request, which drains the batches once at its beginning.
    std::chrono::nanoseconds pause(random_.below(static_cast<std::uint64_t>(plan_.period.count())));
    while (!leader_.wait(pause)) {
      const Stopwatch watch;
      TRY_STATUS(churner.park(plan_.pages_per_round, random_));
      rounds_us.push_back(watch.milliseconds() * 1000);
      if (plan_.park == Park::Pin) {
        leader_.wait(plan_.hold);
        TRY_STATUS(churner.let_go());
      }
      pause = plan_.quiet ? kForGood : plan_.period;
    }
    return rounds_us;
  }

  const TeamPlan& plan_;
  const std::vector<FrameRange>& ranges_;
  const Channel& leader_;
  Random random_;
};

Status live(const TeamPlan& plan, const std::vector<FrameRange>& ranges, const Channel& leader,
            std::size_t index) {
  TRY_STATUS(pin_this_thread(plan.cpus[index]));
  TRY(Churner churner, Churner::create(plan.park, plan.pages_per_churner, plan.directory));
  TRY_STATUS(leader.send_value(Order::Rest));
  return Subordinate(plan, ranges, leader, index).serve(std::move(churner));
}

Fault lost(int cpu) {
  return guest_fault("the churner on CPU " + std::to_string(cpu) + " has ended early");
}

}  // namespace

Result<Team> Team::start(const TeamPlan& plan, const std::vector<FrameRange>& ranges) {
  Team team;
  for (std::size_t i = 0; i < plan.cpus.size(); ++i) {
    TRY(Child child, Child::start("churner", [&plan, &ranges, i](const Channel& leader) -> Status {
          return live(plan, ranges, leader, i);
        }));
    team.members_.push_back({std::move(child), plan.cpus[i]});
  }
  for (const Member& member : team.members_) {
    Order ready;
    if (!member.child.channel().receive_value(ready).ok()) return lost(member.cpu);
  }
  return team;
}

Result<std::vector<std::uint64_t>> Team::refill() {
  std::vector<std::uint64_t> sums;
  for (const Member& member : members_) {
    if (!member.child.channel().send_value(Order::Refill).ok()) return lost(member.cpu);
    const auto inside = member.child.channel().receive_values<std::uint64_t>();
    if (!inside.ok()) return lost(member.cpu);
    sums.resize(inside->size());
    std::ranges::transform(sums, *inside, sums.begin(), std::plus<>());
  }
  return sums;
}

Status Team::churn() {
  for (const Member& member : members_)
    if (!member.child.channel().send_value(Order::Churn).ok()) return lost(member.cpu);
  return {};
}

Status Team::rest(std::vector<double>& rounds_us) {
  for (const Member& member : members_)
    if (!member.child.channel().send_value(Order::Rest).ok()) return lost(member.cpu);
  for (const Member& member : members_) {
    const auto rounds = member.child.channel().receive_values<double>();
    if (!rounds.ok()) return lost(member.cpu);
    rounds_us.insert(rounds_us.end(), rounds->begin(), rounds->end());
  }
  return {};
}

}  // namespace folioscope::workloads
