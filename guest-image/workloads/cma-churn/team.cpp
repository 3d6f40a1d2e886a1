// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/cma-churn/team.h"

namespace folioscope::workloads {

Result<std::unique_ptr<Team>> Team::start(const TeamPlan& plan, const CmaArea& area) {
  std::unique_ptr<Team> team(new Team(plan, area));
  std::vector<Churner> churners;
  for (std::size_t i = 0; i < plan.cpus.size(); ++i) {
    TRY(Churner churner, Churner::create(plan.park, plan.pages_per_churner, plan.seed + i));
    team->members_.push_back(std::make_unique<Member>(std::move(churner)));
  }
  // No thread before every churner exists: the gate waits for all of them.
  for (std::size_t i = 0; i < plan.cpus.size(); ++i) {
    Member& member = *team->members_[i];
    member.thread = std::thread([&team = *team, &member, cpu = plan.cpus[i]] {
      team.live(member, cpu);
    });
  }
  return team;
}

Team::~Team() {
  if (members_.empty() || !members_.front()->thread.joinable()) return;
  order_ = Order::Quit;
  gate_.arrive_and_wait();
  for (const auto& member : members_) member->thread.join();
}

Result<std::uint64_t> Team::refill() {
  order_ = Order::Refill;
  gate_.arrive_and_wait();
  gate_.arrive_and_wait();
  TRY_STATUS(first_fault());
  std::uint64_t resident = 0;
  for (const auto& member : members_) resident += member->resident;
  return resident;
}

void Team::churn() {
  resting_ = false;  // nobody reads it while all wait at the gate
  order_ = Order::Churn;
  gate_.arrive_and_wait();
}

Result<std::uint64_t> Team::rest() {
  {
    const std::lock_guard lock(mutex_);
    resting_ = true;
  }
  resting_changed_.notify_all();
  gate_.arrive_and_wait();
  TRY_STATUS(first_fault());
  std::uint64_t rounds = 0;
  for (const auto& member : members_) rounds += member->rounds;
  return rounds;
}

void Team::live(Member& member, int cpu) {
  member.status = pin_this_thread(cpu);
  for (;;) {
    gate_.arrive_and_wait();
    if (order_ == Order::Quit) return;
    if (member.status.ok()) member.status = obey(member, order_);
    gate_.arrive_and_wait();
  }
}

Status Team::obey(Member& member, Order order) {
  if (order == Order::Churn) return churn_until_rest(member);
  TRY(member.resident, member.churner.refill(area_));
  return {};
}

Status Team::churn_until_rest(Member& member) {
  member.rounds = 0;
  std::unique_lock lock(mutex_);
  while (!resting_) {
    lock.unlock();
    if (!member.churner.park(plan_.pages_per_round))
      return errno_fault("park", "pages of the working set");
    ++member.rounds;
    lock.lock();
    resting_changed_.wait_for(lock, plan_.period, [this] { return resting_; });
  }
  return {};
}

Status Team::first_fault() const {
  for (const auto& member : members_) TRY_STATUS(member->status);
  return {};
}

}  // namespace folioscope::workloads
