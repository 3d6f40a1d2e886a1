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

HolderClass class_of(const EventHistogram::Entry& entry) {
  const std::vector<std::string_view> frames(entry.frames.begin(), entry.frames.end());
  return holder_class_of(frames);
}

bool of_locked_gets(const HistogramFile& file, const EventHistogram& histogram) {
  return file.system == "page_ref" && file.event == "page_ref_mod_unless" &&
         histogram.trigger.find(kOfLockedPages) != std::string::npos;
}

void write_locked_gets(const EventHistogram& histogram, Output& out) {
  double by_fault_around = 0;
  for (const EventHistogram::Entry& entry : histogram.entries)
    if (class_of(entry) == HolderClass::FaultAround)
      by_fault_around += static_cast<double>(entry.hits);
  out.count("locked_gets", histogram.hits);
  out.metric("locked_gets_fault_around", by_fault_around);
}

}  // namespace

void write_histogram_metrics(std::span<const HistogramFile> histograms, Output& out) {
  for (const HistogramFile& file : histograms) {
    const EventHistogram histogram = EventHistogram::parse(file.text);
    out.anomaly("histogram_hits_dropped", histogram.dropped);
    out.anomaly("histogram_cut", histogram.complete ? 0 : 1);
    out.anomaly("histogram_line_refused", histogram.refused_lines);
    if (histogram.complete && of_locked_gets(file, histogram)) write_locked_gets(histogram, out);
  }
}

}  // namespace folioscope::derive
