// SPDX-License-Identifier: GPL-3.0-or-later
// What a job's event requests mean in tracefs' own words. Pure: writes nothing. A job cannot
// smuggle a second command or a path of its own choice into tracefs through these.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "wire/messages.h"

namespace folioscope::agent {

using wire::EventName;  // here with the name "*" for every event of the system

// What the request names: an event, every event of a system, or the event of a dynamic probe.
// Faults (User): characters that no event name has, a probe without a name.
Result<EventName> event_name(const wire::EventRequest& request);

// A line of an event's file `trigger`. The kernel tells triggers apart by their line, so one is
// also paused and removed by it.
struct Trigger {
  EventName event;  // it is in this event's file
  std::string command;
  std::string filter = {};
  // `attribute` (":pause", ":cont") is for histograms; `!` in front removes the trigger.
  std::string line(std::string_view attribute = "") const;
  std::string removal() const { return "!" + line(); }
};
// What opens and what closes the request's window for `event`, which the request names.
// Faults (User): an end that is no single event.
Result<std::array<Trigger, 2>> window_triggers(const wire::Window& window, const EventName& event);
// Faults (User): the event, a key or a value is no name, a filter has a line break.
Result<Trigger> histogram_trigger(const wire::HistogramRequest& request);

// The line for kprobe_events of a kprobe or kretprobe request at `symbol`, one of its symbols.
// Faults (User): no symbol, or a symbol or fetch arguments with a line break.
Result<std::string> probe_definition(const wire::EventRequest& request, std::string_view symbol);

// Lines "NAME HITS MISSES" of kprobe_profile; probes of other systems are skipped by `ours`, the
// names of our probes. A line of one of ours that is not understood is a fault.
Result<std::vector<wire::Probe>> parse_probe_profile(std::string_view text,
                                                     const std::vector<std::string>& ours);

// How many pages of a CPU's ring must hold events before the kernel wakes the reader, as the value
// for buffer_percent, and how many of them are full for sure and may be read.
struct Watermark {
  unsigned percent = 1;
  std::size_t pages = 1;
};
// `batch_pages` is what one message carries at most. The watermark never exceeds half of the ring:
// the other half takes what is written while we read.
Watermark watermark(std::uint64_t buffer_kib_per_cpu, std::size_t page_size,
                    std::size_t batch_pages);

}  // namespace folioscope::agent
