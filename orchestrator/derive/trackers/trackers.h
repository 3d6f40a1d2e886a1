// SPDX-License-Identifier: GPL-3.0-or-later
// All trackers of one boot. A new one needs its own file and one line in trackers.cpp.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "derive/trackers/tracker.h"

namespace folioscope::derive {

struct TrackerEntry {
  std::string_view name;
  AnomalyName fields_missing;  // its metrics are left out for want of a field
  std::unique_ptr<Tracker> (*make)(Subscriber& events);
};
// In the order in which they finish: a metric's name belongs to the first that writes it.
std::span<const TrackerEntry> all_trackers();

class Trackers {
 public:
  // Connects every tracker whose events have the fields it needs. `boot` must outlive this.
  Trackers(const trace::FormatTable& formats, BootState& boot, Dispatch& dispatch);
  void finish(Output& out);

 private:
  struct One {
    const TrackerEntry* entry;
    std::unique_ptr<Tracker> tracker;
    std::int64_t missing_fields = 0;
  };
  std::vector<One> trackers_;
};

}  // namespace folioscope::derive
