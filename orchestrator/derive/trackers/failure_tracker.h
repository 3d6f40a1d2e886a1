// SPDX-License-Identifier: GPL-3.0-or-later
// Failed migrations: gathers each failure with its page's history, and at the end says with
// holder_join.h who held the page. Failures over a bound are counted only.
#pragma once

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <vector>

#include "derive/holders/migration_failure.h"
#include "derive/trackers/tracker.h"

namespace folioscope::derive {

class FailureTracker : public Tracker {
 public:
  // With 16 records of 48 bytes each: 80 MB.
  static constexpr std::size_t kMost = 100'000;

  explicit FailureTracker(Subscriber& events, std::size_t most = kMost);

  // Writes failures, failures_KIND, failures_gone_when_read, failures_named_share,
  // failures_unreliable, the distribution failure_extra_references, and for each class of holder
  // holder_share_CLASS: the share of failures that have such a holder (holder_share_unknown: that
  // have a reference nobody could be named for). With CMA calls traced, the same with suffix
  // _in_cma for failures inside one. And the rows.
  void finish(Output& out) override;

 private:
  // Which failures happened inside a call, by their place in failures_.
  struct Places {
    std::vector<std::size_t> places;
    Places& operator+=(const Places& other) {
      places.insert(places.end(), other.places.begin(), other.places.end());
      return *this;
    }
  };
  struct One {
    MigrationFailure failure;
    std::vector<Sleepers::Ticket> sleepers;
    bool in_cma = false;
    std::int64_t operation = 0;  // whose failure it is; 0: nobody's
    GuestTime operation_began = {};
  };

  void connect_unexpected(Subscriber& events);
  void connect_history(Subscriber& events);
  void unexpected_refcount(const trace::Record& record);
  void page_history(const trace::Record& record);
  MigrationFailure failure_of(const trace::Record& record) const;
  HistoryRecord history_of(const trace::Record& record);
  void name_task(std::int64_t pid, std::uint32_t comm);
  store::ReferenceRows attribute(Output& out) const;

  BootState& boot_;
  Sleepers& sleepers_;
  std::size_t most_;
  bool traced_ = false;
  struct {
    NumberReader common_pid, failure, kind, pfn, seen, expected, mapcount, flags, pinned, lru_cpu,
        lru_batch, records, whole, stack;
  } unexpected_;
  struct {
    NumberReader failure, pfn, slot, time, pid, cpu, kind, delta, count, mapcount, stack, in_batch;
    std::optional<trace::Field> comm;
  } history_;
  std::vector<One> failures_;
  std::unordered_map<std::int64_t, std::size_t> by_id_;
  InsideCma<Places> inside_;
  CommTable comms_;
  std::int64_t over_ = 0, repeated_ = 0, impossible_ = 0, orphans_ = 0;
};

}  // namespace folioscope::derive
