// SPDX-License-Identifier: GPL-3.0-or-later
// Every metric that a boot can have, by name: its unit, what it says, which direction is better,
// and where it comes from. The table is metric_table.h; here its families are spelled out, one
// Metric for each name that is stored. Only look-ups.
//
// Open are the names of a user's own workload: whatever its lines call a metric is stored under
// that name with source "workload". Such a name has no entry, and no direction is better.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace folioscope::catalog {

// Neither: an amount of work, a composition, a measure of the instrument itself.
enum class Better : std::uint8_t { Neither, Lower, Higher };
std::string_view to_string(Better better);

// Guest: counters and histograms that the guest's kernel keeps itself, whole whatever the stream
// of events lost.
enum class Source : std::uint8_t { Events, Vmstat, Workload, Guest };
std::string_view to_string(Source source);  // as metric.source has it

struct Metric {
  std::string name;
  std::string unit;        // as metric.unit has it: "ratio", "count", "ms", ...
  std::string other_unit;  // two workloads print the name, each in its own unit; mostly empty
  std::string meaning;     // one phrase for somebody who does not know the name
  Better better = Better::Neither;
  // Times of page locks come from events, or from the guest where nothing is streamed: Events.
  Source source = Source::Events;
};

// All of them, in the order of the table. Lives as long as the program.
std::span<const Metric> metrics();

// Current names only; nullptr: not in the catalogue.
const Metric* find_metric(std::string_view name);

// Distributions within a boot have names of their own: "cma_latency" is a distribution, its
// quantiles "cma_latency_p50", ... are metrics.
std::span<const Metric> distributions();
const Metric* find_distribution(std::string_view name);

// What a metric or distribution is called now: "culprit_share_gup" -> "holder_share_gup". Every
// other text is returned as it is. No old name is a current name, and no two have the same old
// name.
std::string_view current_name(std::string_view name);

struct Rename {
  std::string was, is;
};
// All that current_name() knows, for who has to rename in bulk.
std::span<const Rename> renames();

}  // namespace folioscope::catalog
