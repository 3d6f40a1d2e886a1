// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/lock_intervals.h"

#include <algorithm>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <utility>

#include "base/saturating.h"
#include "derive/trackers/duration.h"

namespace folioscope::derive {
namespace {

std::uint64_t length_of(const LockHold& hold) { return ns_between({hold.begin_ns}, {hold.end_ns}); }

// The longer first; of the same length, any fixed order will do.
bool longer(const LockHold& one, const LockHold& other) {
  const std::uint64_t a = length_of(one), b = length_of(other);
  return a != b ? a > b : one < other;
}

// The sleeps for one page's lock, for holds that are asked about in the order of their begin.
class SleepsOfPage {
 public:
  // At once: what counting costs is this times the holds, whatever a guest says.
  static constexpr std::size_t kMostAsleep = 2048;

  explicit SleepsOfPage(std::vector<LockSleep> sleeps) : sleeps_(std::move(sleeps)) {
    std::ranges::sort(sleeps_);
  }

  // Counts those that overlap. Who slept until it had the lock itself did not wait for itself.
  void count(const LockHold& hold, store::IntervalRow& row) {
    std::erase_if(begun_, [&](const LockSleep& one) { return one.end_ns <= hold.begin_ns; });
    for (; next_ < sleeps_.size() && sleeps_[next_].begin_ns < hold.end_ns; ++next_)
      if (sleeps_[next_].end_ns > hold.begin_ns) begin(sleeps_[next_]);
    std::vector<std::uint32_t> tasks;
    for (const LockSleep& one : begun_) {
      if (one.pid == hold.pid || one.begin_ns >= hold.end_ns) continue;
      tasks.push_back(one.pid);
      constexpr std::uint64_t kMostNs = std::numeric_limits<std::int64_t>::max();
      const std::uint64_t ns =
          ns_between({std::max(one.begin_ns, hold.begin_ns)}, {std::min(one.end_ns, hold.end_ns)});
      row.waited_ns =
          saturating_add(row.waited_ns, static_cast<std::int64_t>(std::min(ns, kMostNs)));
    }
    std::ranges::sort(tasks);
    const auto repeated = std::ranges::unique(tasks);
    row.waiters = static_cast<std::int64_t>(tasks.size() - repeated.size());
  }

  std::int64_t over() const { return over_; }

 private:
  void begin(const LockSleep& sleep) {
    if (begun_.size() < kMostAsleep)
      begun_.push_back(sleep);
    else
      ++over_;
  }

  std::vector<LockSleep> sleeps_;
  std::int64_t over_ = 0;
  std::size_t next_ = 0;
  std::vector<LockSleep> begun_;  // of these, some may have ended
};

store::IntervalRow interval_row(const LockHold& hold, const NamedStacks& stacks,
                                const TaskNames& names) {
  const auto name = names.find(hold.pid);
  return {.id = 0,
          .pfn = hold.pfn,
          .begin = {hold.begin_ns},
          .end = {hold.end_ns},
          .holder_class = std::string(to_string(stacks.lock_class(hold.stack))),
          .pid = hold.pid,
          .comm = name == names.end() ? "" : name->second,
          .cpu = hold.cpu,
          .stack = hold.stack};
}

}  // namespace

void LockIntervals::keep(const LockHold& hold) {
  if (holds_.size() < bounds_.kept)
    holds_.push_back(hold);
  else
    ++over_;
}

void LockIntervals::add(const LockHold& hold) {
  keep(hold);
  if (longest_.size() == kLongest && !longer(hold, longest_.front())) return;
  if (longest_.size() == kLongest) {
    std::ranges::pop_heap(longest_, longer);
    longest_.pop_back();
  }
  longest_.push_back(hold);
  std::ranges::push_heap(longest_, longer);
}

void LockIntervals::add(const LockSleep& sleep) {
  if (sleeps_.size() < bounds_.kept)
    sleeps_.push_back(sleep);
  else
    ++over_;
}

LockIntervals::Rows LockIntervals::rows(std::unordered_set<std::uint64_t> pfns,
                                        const NamedStacks& stacks, const TaskNames& names) const {
  for (const LockHold& hold : longest_) pfns.insert(hold.pfn);
  std::vector<LockHold> wanted = longest_;  // those there was no room for, too
  for (const LockHold& hold : holds_)
    if (pfns.contains(hold.pfn)) wanted.push_back(hold);
  std::ranges::sort(wanted);
  const auto twice = std::ranges::unique(wanted);
  wanted.erase(twice.begin(), twice.end());

  Rows result{.rows = {}, .over = over_};
  if (wanted.size() > bounds_.rows) {
    result.over += static_cast<std::int64_t>(wanted.size() - bounds_.rows);
    const auto end = wanted.begin() + static_cast<std::ptrdiff_t>(bounds_.rows);
    std::ranges::nth_element(wanted, end, longer);
    wanted.erase(end, wanted.end());
    std::ranges::sort(wanted);
  }
  std::map<std::uint32_t, std::vector<LockSleep>> sleeps;
  for (const LockSleep& sleep : sleeps_)
    if (pfns.contains(sleep.pfn)) sleeps[sleep.pfn].push_back(sleep);
  std::map<std::uint32_t, SleepsOfPage> by_page;
  for (auto& [pfn, some] : sleeps) by_page.emplace(pfn, std::move(some));
  result.rows.reserve(wanted.size());
  for (const LockHold& hold : wanted) {
    result.rows.push_back(interval_row(hold, stacks, names));
    result.rows.back().id = static_cast<std::int64_t>(result.rows.size());
    if (const auto page = by_page.find(hold.pfn); page != by_page.end())
      page->second.count(hold, result.rows.back());
  }
  for (const auto& [pfn, page] : by_page) result.over += page.over();
  return result;
}

}  // namespace folioscope::derive
