// SPDX-License-Identifier: GPL-3.0-or-later
// One order of time out of several streams that each have their own: the events of all CPUs of a
// boot as they happened. Pure; memory is what the streams themselves hold.
//
// A stream (Lane) has items with a member `time`, batch by batch:
//   const Item* next, *end;  // the batch at hand; equal when there is none
//   Result<bool> refill();   // the next batch, not empty; false at the end
// Items of one lane come in the lane's order, whatever their times say; of items at the same time
// that of the earlier lane comes first. An item that is older than the one before it on its lane
// comes right after it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/result.h"
#include "base/units.h"

namespace folioscope::trace {

// Where each lane stands, soonest first. A handful of CPUs: shifting an array beats a heap.
class LaneHeads {
 public:
  struct Head {
    std::uint64_t time_ns = 0;
    std::size_t lane = 0;
    auto operator<=>(const Head&) const = default;
  };

  bool empty() const { return heads_.empty(); }
  std::size_t soonest() const { return heads_.front().lane; }
  // Up to and with this time the soonest lane goes on alone.
  std::uint64_t alone_until() const {
    if (heads_.size() == 1) return std::numeric_limits<std::uint64_t>::max();
    // A later lane goes first only when its time is smaller, so the other's is not 0 then.
    return heads_[1].time_ns - (heads_[0].lane > heads_[1].lane ? 1 : 0);
  }
  void add(std::size_t lane, GuestTime time) {
    heads_.insert(heads_.begin(), Head{});
    advance(lane, time);
  }
  // The soonest lane now stands at `time`.
  void advance(std::size_t lane, GuestTime time) {
    const Head head{time.ns, lane};
    std::size_t at = 0;
    for (; at + 1 < heads_.size() && heads_[at + 1] < head; ++at) heads_[at] = heads_[at + 1];
    heads_[at] = head;
  }
  void remove_soonest() { heads_.erase(heads_.begin()); }

 private:
  std::vector<Head> heads_;
};

// Calls visit(item) for every item of all lanes. A fault of a lane ends the walk and is returned.
template <class Lane, class Visit>
Status merge_by_time(std::vector<Lane>& lanes, Visit&& visit) {
  LaneHeads heads;
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    TRY(const bool any, lanes[i].refill());
    if (any) heads.add(i, lanes[i].next->time);
  }
  while (!heads.empty()) {
    Lane& lane = lanes[heads.soonest()];
    const std::uint64_t until = heads.alone_until();
    bool more = true;
    do {
      visit(*lane.next);
      if (++lane.next == lane.end) {
        TRY(more, lane.refill());
      }
    } while (more && lane.next->time.ns <= until);
    if (more)
      heads.advance(heads.soonest(), lane.next->time);
    else
      heads.remove_soonest();
  }
  return {};
}

}  // namespace folioscope::trace
