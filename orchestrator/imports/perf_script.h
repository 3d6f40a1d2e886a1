// SPDX-License-Identifier: GPL-3.0-or-later
// What `perf script` prints, as counts: of events by name and by task, and the time that they took.
//   COMM PID[/TID] [CPU] SECONDS: [PERIOD] EVENT: ...
// and lines of a call chain below, which belong to their event.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "imports/boot.h"
#include "imports/input_file.h"

namespace folioscope::imports {

struct PerfEvent {
  std::string_view comm, event;  // of the line
  double seconds = 0;
};
// Nothing: the line is no event.
std::optional<PerfEvent> perf_event(std::string_view line);

struct PerfBoot {
  ImportedBoot boot;
  std::int64_t events = 0;
  std::int64_t not_understood = 0;  // lines that are neither an event nor of a call chain
  std::int64_t names_left_out = 0;  // events and tasks beyond what a boot may have metrics
};

// Metrics: events, event:NAME, comm:NAME, trace_seconds. Faults (User): no event is in it; a line
// too long. And those of derive.
Result<PerfBoot> read_perf_script(const InputFile& file, Label label);

}  // namespace folioscope::imports
