// SPDX-License-Identifier: GPL-3.0-or-later
// The experiment's own probes (`{kprobe: f}`, `{kretprobe: f, fetch: "rc=$retval:s32"}`): how often
// each was hit, and what it fetched. Their names are the experiment's, so their metrics are under
// open names: `probe:NAME` (hits), `probe:NAME_rate` (1/s, over the time from the boot's first
// event to its last), and of a fetched number `probe:NAME.FIELD_p50` and so on, with its
// distribution. Of probes that another tracker follows there is nothing here. Only numbers that are
// numbers: a field without a type, or of 64 bits without a sign, is an address to the kernel's
// tracer (x64), and quantiles of addresses say nothing.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "derive/samples.h"
#include "derive/trackers/tracker.h"

namespace folioscope::derive {

class ProbeTracker : public Tracker {
 public:
  // The last of all trackers: it leaves out what the others have.
  explicit ProbeTracker(Subscriber& events);
  void finish(Output& out) override;

 private:
  struct Value {
    std::string name;  // "rc"
    NumberReader read;
    std::vector<double> samples;
    std::int64_t over = 0;  // beyond kMostSamples
  };
  struct Probe {
    std::string name;
    std::vector<Value> values;
    std::int64_t hits = 0;

    void hit(const trace::Record& record);
  };

  const BootState& boot_;
  std::deque<Probe> probes_;  // handlers keep their addresses
};

}  // namespace folioscope::derive
