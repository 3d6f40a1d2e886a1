// SPDX-License-Identifier: GPL-3.0-or-later
// For tests: an experiment that was run every night, and got slower one night.
#pragma once

#include <cstdint>
#include <string>

#include "compare/history.h"
#include "query/comparison.h"

namespace folioscope::query {

inline constexpr int kNights = 12, kSlowFrom = 7;

// The run of one night: stock is slower from kSlowFrom on, control never is.
inline Comparison night(int number) {
  Comparison run;
  run.run.name = "nightly";
  run.run.acceleration = "kvm";
  run.run.started = {(1'795'000'000 + std::int64_t{86'400} * number) * 1'000'000'000};
  Condition condition{.machine = "smp8", .workload = "fio"};
  Series latency{.metric = "latency", .unit = "ms", .source = "workload"};
  for (const char* name : {"stock", "control"}) {
    Variant variant;
    variant.row.name = name;
    variant.row.kernel_release = "7.4.0-rc" + std::to_string(number);
    run.variants.push_back(variant);
    const double slower = std::string(name) == "stock" && number >= kSlowFrom ? 5 : 0;
    VariantBoots boots{.variant = name};
    for (int boot = 0; boot < 4; ++boot)
      boots.boots.push_back(
          {{boot + 1}, boot, 20 + slower + 0.1 * ((number * 7 + boot * 3) % 5), false, 0});
    latency.variants.push_back(std::move(boots));
  }
  condition.series.push_back(std::move(latency));
  run.conditions.push_back(std::move(condition));
  return run;
}

// Added in another order than that of time.
inline compare::History nightly_history() {
  compare::HistoryOfRuns runs({"latency"});
  for (int number = kNights - 1; number >= 0; --number)
    runs.add("night-" + std::to_string(number), night(number));
  return std::move(runs).finish();
}

}  // namespace folioscope::query
