// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/ratios.h"

namespace folioscope::derive {
namespace {

struct Ratio {
  MetricName name, part, whole;
};
constexpr Ratio kRatios[] = {
    {"lock_wakeups_per_wake", "lock_wakeups", "lock_wakes"},
    {"lock_wakeups_per_unlock", "lock_wakeups", "mmtrace_released"},
    {"writeback_waits_per_fsync", "writeback_waits", "fsync_iterations"},
    {"wake_entries_per_wake", "mmtrace_wake_entries", "mmtrace_wakes"},
    {"page_waits_per_unlock", "mmtrace_waits", "mmtrace_released"},
    {"page_waits_per_fsync", "mmtrace_waits", "fsync_iterations"},
    {"page_waits_per_move", "mmtrace_waits", "herd_moves"},
};

}  // namespace

void write_ratios(Output& out) {
  for (const auto& [name, part, whole] : kRatios) out.ratio(name, part, whole);
}

}  // namespace folioscope::derive
