// SPDX-License-Identifier: GPL-3.0-or-later
// The events of one CPU accounted for: what its ring produced between the two stats texts of a
// session, against what was decoded from the pages that arrived. Pure.
//
// What per_cpu/cpuN/stats counts (kernel/trace/ring_buffer.c, the same in 6.1 and 6.12):
//   read events     events on pages that a reader took. A whole page counts the events committed on
//                   it; a page read in parts counts its data events one by one. Discarded events
//                   (a filter that said no after the space was reserved) are subtracted from their
//                   page before the commit and never counted; padding and time stamps neither.
//   entries         committed and neither read nor overwritten: still in the ring
//   overrun         overwritten unread; zero in our instance, which does not overwrite
//   dropped events  refused because the ring was full. A refused event was not filtered yet where
//   the
//                   filter runs after the reservation (nested in an interrupt), so this may count a
//                   few events that a filter would have removed.
//   commit overrun  refused because interrupts nested around the whole ring
// so   produced = the increase of the sum of the five,   stored = events decoded by the host,
// and what was read in the guest and not stored was lost on the way. Events that the kernel's
// recursion guard suppresses are in no counter and in no page.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "store/records.h"
#include "wire/messages.h"

namespace folioscope::ingest {

// The counters of one stats text; lines with other names are not looked at.
struct RingCounters {
  std::int64_t entries = 0, overrun = 0, commit_overrun = 0, dropped = 0, read = 0;
  std::int64_t sum() const { return entries + overrun + commit_overrun + dropped + read; }
  bool operator==(const RingCounters&) const = default;
};
// Fault (Guest): one of the five is missing, twice there, negative or no number.
Result<RingCounters> parse_ring_counters(std::string_view text);

// produced = stored + lost() in every result. lost_transport is negative when more was decoded than
// the guest's counters admit: events unaccounted for.
// Fault (Guest): a text is missing or not understood, or a counter ran backwards.
Result<store::CpuAccounting> account_events(const wire::CpuStatsText& stats, std::int64_t stored);

}  // namespace folioscope::ingest
