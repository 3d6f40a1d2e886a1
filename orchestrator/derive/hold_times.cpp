// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/hold_times.h"

#include <algorithm>
#include <string>
#include <vector>

#include "derive/text_walk.h"

namespace folioscope::derive {
namespace {

constexpr std::size_t kGuestBuckets = MMTRACE_HOLD_BUCKETS;
// More locks than a boot can take in a year; sums of so many lines stay below 2^64.
constexpr std::uint64_t kMostHolds = std::uint64_t{1} << 44;
constexpr std::int64_t kMostLines = std::int64_t{1} << 18;

struct Line {
  std::uint64_t stack = 0;
  HoldKind kind;
  std::array<std::uint64_t, kGuestBuckets> buckets{};
};

std::optional<Line> parse_line(std::string_view text) {
  std::array<std::uint64_t, 5 + kGuestBuckets> numbers{};
  for (std::uint64_t& value : numbers) {
    const auto parsed = number<std::uint64_t>(take_word(text));
    if (!parsed) return std::nullopt;
    value = *parsed;
  }
  const auto [stack, how, waiters, count] =
      std::tuple(numbers[0], numbers[1], numbers[2], numbers[3]);
  if (how >= kLockHows || waiters > 1 || count > kMostHolds || !take_word(text).empty())
    return std::nullopt;
  Line line{.stack = stack};
  line.kind.how = static_cast<LockHow>(how);
  line.kind.had_waiters = waiters == 1;
  std::copy_n(numbers.begin() + 5, kGuestBuckets, line.buckets.begin());
  // Read while others counted, the count may run ahead of its buckets, but a bucket of nothing.
  for (const std::uint64_t bucket : line.buckets)
    if (bucket > kMostHolds) return std::nullopt;
  return line;
}

}  // namespace

template <class Add>
void HoldTimes::each(const HoldKind& kind, Add add) {
  const auto holder = static_cast<std::size_t>(kind.holder);
  add(all_);
  add(by_class_[holder]);
  if (kind.had_waiters) add(by_class_with_waiters_[holder]);
  add(by_how_[static_cast<std::size_t>(kind.how)]);
  add(by_waiters_[kind.had_waiters ? 1 : 0]);
}

void HoldTimes::add(const HoldKind& kind, std::uint64_t ns) {
  each(kind, [ns](Histogram& histogram) { histogram.add(ns); });
}

void HoldTimes::add_octaves(const HoldKind& kind, std::span<const std::uint64_t> counts) {
  each(kind, [counts](Histogram& histogram) { histogram.add_octaves(counts); });
}

void HoldTimes::write(Source source, Output& out) {
  const auto pairs = [&](MetricName name, const Histogram& histogram) {
    out.metric(name, static_cast<double>(histogram.count()), source);
  };
  pairs("lock_pairs", all_);
  out.samples("lock_hold", all_, source);
  for (std::size_t i = 0; i < kLockClasses; ++i) {
    pairs(MetricFamily("lock_pairs_*").of(i), by_class_[i]);
    out.samples(SamplesFamily("lock_hold_*").of(i), by_class_[i], source);
    out.samples(SamplesFamily("lock_hold_*_with_waiters").of(i), by_class_with_waiters_[i], source);
  }
  for (std::size_t i = 0; i < kLockHows; ++i)
    out.samples(SamplesFamily("lock_hold_by_*").of(i), by_how_[i], source);
  out.samples("lock_hold_without_waiters", by_waiters_[0], source);
  out.samples("lock_hold_with_waiters", by_waiters_[1], source);
}

void write_guest_holds(std::string_view text, const NamedStacks& stacks, Output& out) {
  if (text.empty()) return;
  HoldTimes times;
  std::int64_t refused = 0, lines = 0;
  while (!text.empty()) {
    const std::string_view row = take_line(text);
    if (row.empty()) continue;  // the end of the file
    auto line = ++lines <= kMostLines ? parse_line(row) : std::nullopt;
    if (!line) {
      ++refused;
      continue;
    }
    line->kind.holder = stacks.lock_class(line->stack);
    times.add_octaves(line->kind, line->buckets);
  }
  times.write(Source::Guest, out);
  out.anomaly("guest_holds_not_understood", refused);
}

void write_guest_counters(std::string_view text, Output& out) {
  std::int64_t refused = 0;
  while (!text.empty()) {
    std::string_view line = take_line(text);
    if (line.empty()) continue;
    const catalog::Metric* metric = catalog::find_metric("mmtrace_" + std::string(take_word(line)));
    const auto value = number<std::uint64_t>(take_word(line));
    if (metric == nullptr || !value || !take_word(line).empty())
      ++refused;
    else
      out.metric(*metric, static_cast<double>(*value));
  }
  out.anomaly("guest_counters_not_understood", refused);
}

}  // namespace folioscope::derive
