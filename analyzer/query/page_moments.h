// SPDX-License-Identifier: GPL-3.0-or-later
// What happened to one page around a moment: who held its lock, who had references to it, when it
// could not be migrated. And the longest holds of page locks, page by page.
#pragma once

#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/reader.h"

namespace folioscope::query {

struct PageMoment {
  enum class Kind { Lock, Reference, Failure, Event };
  Kind kind = Kind::Event;
  GuestTime begin;
  std::optional<GuestTime> end = {};  // of locks and references
  std::string what;                   // class of the holder; kind of the failure; name of the event
  std::optional<std::int64_t> pid = {};
  std::string comm = {};
  std::optional<int> cpu = {};
  std::int64_t waiters = 0, waited_ns = 0;  // of locks
  std::string frames = {};                  // of the taking; of a failure, of the migration
};

struct PageMoments {
  std::vector<PageMoment> moments;  // by begin
  // No interval of this page is stored (an older run, or no page lock was recorded): its events
  // within kEventWindow around the moment stand instead.
  bool from_events = false;
  bool more = false;  // only those nearest to the moment are here
};

inline constexpr std::size_t kMostMoments = 500;
inline constexpr std::int64_t kEventWindow = 20'000'000;  // ns, before and after

Result<PageMoments> load_page_moments(store::Reader& reader, CellId cell, std::uint64_t pfn,
                                      GuestTime around, const std::stop_token& stop);

struct LongHold {
  CellId cell;
  store::IntervalRow hold;
  std::string frames;  // of its taking; empty: not recorded
};

// The longest holds of page locks that are stored of these boots, the longest first.
Result<std::vector<LongHold>> load_longest_holds(store::Reader& reader,
                                                 std::span<const CellId> cells, std::size_t most,
                                                 const std::stop_token& stop);

}  // namespace folioscope::query
