// SPDX-License-Identifier: GPL-3.0-or-later
// The references of one page that are open at a moment of its history; see holder_join.h for the
// rules. Internal to the join.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "derive/holders/migration_failure.h"
#include "derive/named_stacks.h"

namespace folioscope::derive {

// include/linux/mm.h, GUP_PIN_COUNTING_BIAS: what one pin of a small folio adds to the count.
inline constexpr std::int64_t kPinReferences = 1024;

struct OpenGet {
  const HistoryRecord* get = nullptr;
  HolderClass holder_class = HolderClass::Unknown;
  std::int64_t references = 0;  // not yet put
};

class OpenGets {
 public:
  // A get whose put is in the history. What a known state settled, without one, is not among them.
  struct Ended {
    HistoryRecord get;
    HolderClass holder_class = HolderClass::Unknown;
    GuestTime time;
  };

  OpenGets(const MigrationFailure& failure, const NamedStacks& stacks);

  // Oldest first.
  const std::vector<OpenGet>& open() const { return open_; }
  const std::vector<Ended>& ended() const { return ended_; }
  // The history reaches back to a moment at which every reference was known.
  bool settled() const { return settled_; }

 private:
  void note(const HistoryRecord& record);
  void note_mapcount(std::int32_t now);
  // The task does something else with the page: its fault-around is over, and mapped the page.
  // Without a task: everybody's is.
  void end_fault_around(std::optional<std::int32_t> pid);
  void end_older_than_unmapping();
  void note_count(const MigrationFailure& failure);
  bool is_rest_of_pin(const HistoryRecord& record, std::int64_t references,
                      HolderClass holder_class) const;
  // Of `references` that mappings held; what is left of them none is known for.
  void put_mappings(const HistoryRecord& record, std::int64_t& references);
  void get(const HistoryRecord& record, std::int64_t references, HolderClass holder_class);
  void put(const HistoryRecord& record, std::int64_t references);
  template <class Matches>
  void take_latest(std::int64_t& references, Matches matches);
  std::int64_t total() const;

  const NamedStacks& stacks_;
  const std::int32_t migrator_;
  std::vector<OpenGet> open_;
  std::vector<Ended> ended_;
  bool settled_ = false;
  std::int64_t mapped_ = -1;   // mapcount of the record before; -1: none yet
  std::int64_t unmapped_ = 0;  // mappings that ended, whose puts are to come
  std::int64_t mapping_ = 0;   // gets for mappings that are to come
};

}  // namespace folioscope::derive
