// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of a Comparison that come from aggregating SQL and from JSON columns.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "query/comparison.h"

namespace folioscope::query {

Result<std::map<CellId, Accounting>> load_accounting(store::Reader& reader);
Result<std::map<CellId, std::int64_t>> load_probe_misses(store::Reader& reader);
Result<std::vector<ProbeTotal>> load_probes(store::Reader& reader);
// Added up over the boots, by name. Counters of the file itself that cannot be are one more.
inline constexpr std::string_view kCountersImpossible = "counters_impossible";
Result<std::vector<store::AnomalyRow>> load_anomalies(store::Reader& reader);

// Of the JSON columns; empty when they are not what schema.sql says.

}  // namespace folioscope::query
