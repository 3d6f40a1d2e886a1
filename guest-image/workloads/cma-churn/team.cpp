// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/cma-churn/team.h"

namespace folioscope::workloads {

Result<std::unique_ptr<Team>> Team::start(const TeamPlan& plan) {
  std::unique_ptr<Team> team(new Team(plan));
  for (std::size_t i = 0; i < plan.cpus.size(); ++i) {
    TRY(Churner churner, Churner::create(plan.park, plan.pages_per_churner));
    team->members_.push_back(std::make_unique<Member>(std::move(churner), plan.seed + i));
  }
  // No thread before every churner exists: the gate waits for all of them.
  for (std::size_t i = 0; i < plan.cpus.size(); ++i) {
    Member& member = *team->members_[i];
    member.thread =
        std::thread([&team = *team, &member, cpu = plan.cpus[i]] { team.live(member, cpu); });
  }
  return team;
}

Team::~Team() {
  if (members_.empty() || !members_.front()->thread.joinable()) return;
  order_ = Order::Quit;
  gate_.arrive_and_wait();
  for (const auto& member : members_) member->thread.join();
}

Result<std::uint64_t> Team::refill(const CmaArea& area) {
  std::uint64_t inside = 0;
  for (const auto& member : members_) {
    TRY(const std::uint64_t pages, member->churner.refill(area));
    inside += pages;
  }
  return inside;
}

void Team::churn() {
  resting_ = false;  // nobody reads it while all wait at the gate
  order_ = Order::Churn;
  gate_.arrive_and_wait();
}

Status Team::rest(std::vector<double>& rounds_us) {
  {
    const std::lock_guard lock(mutex_);
    resting_ = true;
  }
  resting_changed_.notify_all();
  gate_.arrive_and_wait();
  for (const auto& member : members_)
    rounds_us.insert(rounds_us.end(), member->rounds_us.begin(), member->rounds_us.end());
  return first_fault();
}

void Team::live(Member& member, int cpu) {
  member.status = pin_this_thread(cpu);
  for (;;) {
    gate_.arrive_and_wait();
    if (order_ == Order::Quit) return;
    if (member.status.ok()) member.status = churn_until_rest(member);
    gate_.arrive_and_wait();
  }
}

Status Team::churn_until_rest(Member& member) {
  member.rounds_us.clear();
  std::unique_lock lock(mutex_);
  // The first round comes anywhere within a period: the churners are not in step with the request,
  // which drains the batches once at its beginning.
  std::chrono::nanoseconds pause(
      member.random.below(static_cast<std::uint64_t>(plan_.period.count())));
  while (!resting_changed_.wait_for(lock, pause, [this] { return resting_; })) {
    lock.unlock();
    const Stopwatch watch;
    if (!member.churner.park(plan_.pages_per_round, member.random))
      return errno_fault("park", "pages of the working set");
    member.rounds_us.push_back(watch.milliseconds() * 1000);
    lock.lock();
    pause = plan_.period;
  }
  return {};
}

Status Team::first_fault() const {
  for (const auto& member : members_) TRY_STATUS(member->status);
  return {};
}

}  // namespace folioscope::workloads
