// SPDX-License-Identifier: GPL-3.0-or-later
// The story of failed migrations: gathers each failure with its page's history, and at the end says
// with holder_join.h who held the page. Failures over a bound are counted only.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "derive/holders/migration_failure.h"
#include "derive/holders/sleepers.h"
#include "derive/named_stacks.h"
#include "derive/output.h"
#include "derive/trackers/cma_tracker.h"
#include "derive/trackers/number_reader.h"

namespace folioscope::derive {

class FailureTracker {
 public:
  // With 16 records of 48 bytes each: 80 MB.
  static constexpr std::size_t kMost = 100'000;

  explicit FailureTracker(const trace::FormatTable& formats, std::size_t most = kMost);

  bool handles(const trace::EventFormat& format) const {
    return usable_ && (format.id == mismatch_id_ || format.id == history_id_);
  }
  void add(const trace::Record& record);

  const std::vector<MigrationFailure>& failures() const { return failures_; }

  struct Surroundings {
    const NamedStacks& stacks;
    const Sleepers& sleepers;
    const std::optional<CmaCalls>& cma;
    bool lossy = false;
  };
  // Writes failures, failures_KIND, failures_gone_when_read, failures_named_share,
  // failures_unreliable, the distribution failure_excess, and for each class of holder
  // culprit_share_CLASS: the share of failures that have such a holder (culprit_share_unknown: that
  // have a reference nobody could be named for). With CMA calls traced, the same with suffix
  // _in_cma for failures inside one. And the rows.
  store::ReferenceRows finish(const Surroundings& around, Output& out);

 private:
  void add_mismatch(const trace::Record& record);
  void add_history(const trace::Record& record);

  std::optional<std::uint16_t> mismatch_id_, history_id_;
  NumberReader id_, kind_, pfn_, seen_, expected_, mapcount_, flags_, pinned_, lru_cpu_, lru_batch_,
      records_, whole_, stack_, pid_;
  NumberReader of_, of_pfn_, slot_, time_, task_, cpu_, change_, delta_, count_, mapped_,
      get_stack_, parked_;
  std::optional<trace::Field> comm_;
  bool usable_ = true;
  std::size_t most_;
  std::vector<MigrationFailure> failures_;
  std::unordered_map<std::int64_t, std::size_t> by_id_;
  CommTable comms_;
  std::int64_t over_ = 0, repeated_ = 0, impossible_ = 0, orphans_ = 0;
};

}  // namespace folioscope::derive
