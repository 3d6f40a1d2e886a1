// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/probe_tracker.h"

#include "base/names.h"

namespace folioscope::derive {
namespace {

// 8 MiB a field: the first ones are as good as any.
constexpr std::size_t kMostSamples = std::size_t{1} << 20;

bool is_number(const trace::Field& field) {
  return field.kind == trace::Field::Kind::Number && !field.name.starts_with("common_") &&
         !field.name.starts_with("__probe_") && (field.is_signed || field.size < 8);
}

}  // namespace

ProbeTracker::ProbeTracker(Subscriber& events) : boot_(events.boot) {
  for (const trace::EventFormat* format : events.formats_of(names::kProbeSystem)) {
    if (boot_.followed_probes.contains(format->name)) continue;
    Probe& probe = probes_.emplace_back(Probe{.name = format->name, .values = {}});
    for (const trace::Field& field : format->fields)
      if (is_number(field))
        probe.values.push_back({.name = field.name, .read = {format, field.name}, .samples = {}});
    events.on<&Probe::hit>(names::kProbeSystem, format->name, &probe);
  }
}

void ProbeTracker::Probe::hit(const trace::Record& record) {
  ++hits;
  for (Value& value : values) {
    if (value.samples.size() < kMostSamples)
      value.samples.push_back(static_cast<double>(value.read(record)));
    else
      ++value.over;
  }
}

void ProbeTracker::finish(Output& out) {
  for (Probe& probe : probes_) {
    out.probe_hits(probe.name, probe.hits, boot_.seconds);
    for (Value& value : probe.values) {
      out.probe_samples(probe.name, value.name, std::move(value.samples));
      out.anomaly("probe_values_over_bound", value.over);
    }
  }
}

}  // namespace folioscope::derive
