// SPDX-License-Identifier: GPL-3.0-or-later
// What happened to one page of a boot: who held its lock and for how long, who waited, who had a
// reference in the way, and each event that names it.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "query/boot_outline.h"
#include "query/event_chunks.h"
#include "query/time_span.h"
#include "store/reader.h"

namespace folioscope::query {

// A hold of the lock, or a reference. An end that was not seen lies where the boot's events end, or
// where the next hold begins; a begin that was not seen at the release.
struct PageHold {
  TimeSpan span;
  bool begin_seen = true, end_seen = true;
  std::string holder_class = {};  // as in the catalogue; empty: nobody has classified it
  std::optional<std::int64_t> pid = {};
  std::string comm = {};
  int cpu = -1;            // -1: not known
  std::int64_t stack = 0;  // 0: none
  std::int64_t waiters = 0;

  bool operator==(const PageHold&) const = default;
};

struct PageWait {
  TimeSpan span;
  bool begin_seen = true, end_seen = true;
  std::int64_t pid = 0;
  int cpu = -1;
  std::int64_t bit = 0;  // of the page's flags; 0: the lock
  // Who woke it: the last who let the lock go before it went on.
  std::optional<std::int64_t> waker = {};  // its pid
  std::int64_t woken_ns = 0;

  bool operator==(const PageWait&) const = default;
};

enum class PageMarkKind { Event, FailedAttempt, Failure };
struct PageMark {
  std::int64_t time_ns = 0;
  PageMarkKind kind = PageMarkKind::Event;
  EventName event;
  int cpu = -1;
  std::int64_t pid = 0;

  bool operator==(const PageMark&) const = default;
};

struct PageHistory {
  std::uint64_t pfn = 0;
  std::vector<PageHold> locks, references;  // by begin
  std::vector<PageWait> waits;              // by begin
  std::vector<PageMark> marks;              // by time
  bool cut = false;                         // it has more events than kMostPageEvents
};

// 200 ticks for each pixel of a screen; 8 MB.
inline constexpr std::size_t kMostPageEvents = 200'000;

// An event that names the page, with the fields that its kind has; 0 for those it has not.
struct PageEvent {
  std::int64_t time_ns = 0;
  int cpu = 0;
  EventName event;
  std::int64_t pid = 0;
  std::int64_t bit = 0, rc = 0, stack = 0;
};
// Pure: from events in order of time. `end_ns`: of the boot.
PageHistory history_of(std::uint64_t pfn, const std::vector<PageEvent>& events,
                       std::int64_t end_ns);

// References and the classes of locks come from the store where it has them, else from the failures
// of the page.
Result<PageHistory> load_page_history(store::Reader& reader, const BootOutline& boot,
                                      std::uint64_t pfn, const std::stop_token& stop);

}  // namespace folioscope::query
