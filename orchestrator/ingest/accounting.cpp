// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/accounting.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

namespace folioscope::ingest {
namespace {

// A boot that fills more than this many events in a counter is no boot of ours; it also keeps every
// sum below far from overflow.
constexpr std::int64_t kMaxCount = std::int64_t{1} << 48;

struct Counter {
  std::string_view name;
  std::int64_t RingCounters::*member;
};
constexpr Counter kCounters[] = {
    {"entries", &RingCounters::entries},
    {"overrun", &RingCounters::overrun},
    {"commit overrun", &RingCounters::commit_overrun},
    {"dropped events", &RingCounters::dropped},
    {"read events", &RingCounters::read},
};

// The number of the one line "NAME: NUMBER"; nothing if there is not exactly one such line.
std::optional<std::int64_t> find_count(std::string_view text, std::string_view name) {
  std::optional<std::int64_t> found;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.starts_with(name) || !line.substr(name.size()).starts_with(": ")) continue;
    line.remove_prefix(name.size() + 2);
    std::int64_t count = -1;
    const auto [stop, error] = std::from_chars(line.data(), line.data() + line.size(), count);
    if (found || error != std::errc{} || stop != line.data() + line.size() || count < 0 ||
        count > kMaxCount)
      return std::nullopt;
    found = count;
  }
  return found;
}

}  // namespace

Result<RingCounters> parse_ring_counters(std::string_view text) {
  RingCounters counters;
  for (const auto& [name, member] : kCounters) {
    const std::optional<std::int64_t> count = find_count(text, name);
    if (!count)
      return guest_fault(
          fmt::format("the ring-buffer stats have no usable '{}':\n{}", name, text.substr(0, 400)));
    counters.*member = *count;
  }
  return counters;
}

Result<store::CpuAccounting> account_events(const wire::CpuStatsText& stats, std::int64_t stored) {
  TRY(const RingCounters start, parse_ring_counters(stats.start));
  TRY(const RingCounters end, parse_ring_counters(stats.end));
  // `entries` and `read` move against each other; the rest only grows.
  if (end.sum() < start.sum() || end.overrun < start.overrun || end.dropped < start.dropped ||
      end.commit_overrun < start.commit_overrun || end.read < start.read)
    return guest_fault(fmt::format("a ring-buffer counter of CPU {} ran backwards", stats.cpu));
  store::CpuAccounting events;
  events.cpu = static_cast<int>(stats.cpu);
  events.produced = end.sum() - start.sum();
  events.stored = stored;
  events.lost_overrun = end.overrun - start.overrun;
  events.lost_dropped = end.dropped - start.dropped;
  events.lost_commit = end.commit_overrun - start.commit_overrun;
  events.lost_unread = end.entries;
  events.lost_transport = events.produced - stored - events.lost();
  return events;
}

}  // namespace folioscope::ingest
