// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/holders/sleepers.h"

#include <algorithm>
#include <tuple>

namespace folioscope::derive {

void Sleepers::leave(std::uint64_t pfn, std::int64_t pid, std::uint64_t ended) {
  const auto page = asleep_.find(pfn);
  if (page == asleep_.end()) return;
  const auto task = page->second.find(pid);
  if (task == page->second.end()) return;
  if (task->second.ticket != kNone) ticketed_[task->second.ticket].ended = ended;
  page->second.erase(task);
  if (page->second.empty()) asleep_.erase(page);
}

std::vector<Sleepers::Ticket> Sleepers::now(std::uint64_t pfn) {
  std::vector<Ticket> tickets;
  const auto page = asleep_.find(pfn);
  if (page == asleep_.end()) return tickets;
  for (auto& [pid, one] : page->second) {
    if (handed_out_ >= kMostTickets) {
      ++over_;
      break;
    }
    ++handed_out_;
    if (one.ticket == kNone) {
      one.ticket = static_cast<Ticket>(ticketed_.size());
      ticketed_.push_back({one.sleeper});
    }
    tickets.push_back(one.ticket);
  }
  return tickets;
}

std::vector<Sleeper> Sleepers::of(const std::vector<Ticket>& tickets) const {
  std::vector<Ticketed> slept;
  for (const Ticket ticket : tickets)
    if (ticketed_[ticket].ended != kForgotten) slept.push_back(ticketed_[ticket]);
  std::ranges::sort(slept, {}, [](const Ticketed& one) {
    return std::tuple(one.ended, one.sleeper.since, one.sleeper.pid);
  });
  std::vector<Sleeper> sleepers;
  for (const Ticketed& one : slept)
    if (sleepers.size() < kMostAtOnce) sleepers.push_back(one.sleeper);
  std::ranges::sort(sleepers, {},
                    [](const Sleeper& one) { return std::tuple(one.since, one.pid); });
  return sleepers;
}

}  // namespace folioscope::derive
