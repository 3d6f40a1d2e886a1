// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/histogram_metrics.h"

#include <string_view>
#include <vector>

#include "derive/event_histogram.h"
#include "derive/holders/holder_class.h"

namespace folioscope::derive {
namespace {

// include/linux/page-flags.h: PG_locked is bit 0 of the flags, in 6.1 and 6.12.
constexpr std::string_view kOfLockedPages = "flags & 1";
constexpr std::string_view kGets = "hist:page_ref:page_ref_mod_unless";

HolderClass class_of(const EventHistogram::Entry& entry) {
  const std::vector<std::string_view> frames(entry.frames.begin(), entry.frames.end());
  return holder_class_of(frames);
}

}  // namespace

void write_histogram_metrics(std::span<const EventHistogramText> histograms, Output& out) {
  for (const EventHistogramText& file : histograms) {
    if (file.name != kGets) continue;
    const EventHistogram histogram = EventHistogram::parse(file.text);
    if (histogram.trigger.find(kOfLockedPages) == std::string::npos || !histogram.complete)
      continue;
    double by_fault_around = 0;
    for (const EventHistogram::Entry& entry : histogram.entries)
      if (class_of(entry) == HolderClass::FaultAround)
        by_fault_around += static_cast<double>(entry.hits);
    out.metric(Source::Guest, "locked_gets", static_cast<double>(histogram.hits), "count");
    out.metric(Source::Guest, "locked_gets_fault_around", by_fault_around, "count");
  }
}

}  // namespace folioscope::derive
