// SPDX-License-Identifier: GPL-3.0-or-later
// What an experiment says about itself, for its result page. Written by whoever wrote the
// experiment file; empty where that says nothing.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/workload_name.h"
#include "store/records.h"

namespace folioscope::query {

// Files of the guest (sysfs, sysctl, debugfs) and what was written to them, by path.
using Settings = store::NamedValues;

// Where the question is decided; empty where the experiment does not say.
struct Decision {
  std::string metric;
  Settings
      at;  // values of arguments, settings (last part of the path) and "machine"; "": not given
};

// A number that the discussion itself had, to stand beside the measured one.
struct Claim {
  std::string says;
  std::string metric;                // which metric measures the same; empty: none does
  std::string variant;               // of which variant; empty: of every one
  WorkloadName workload = {};        // at which conditions; empty: at any
  std::optional<double> value = {};  // in `unit`; nothing: the discussion has no number
  std::string unit = {};             // empty: a count; "% change": against the baseline
};

struct About {
  std::string thread;         // slug of the discussion; pages of one thread are listed together
  std::string subject, date;  // of the mail; the date as precise as it is known
  std::string question, expectation;
  std::vector<std::string> headline;  // metrics in order; the first carries the outcome
  Decision decide;
  std::vector<Claim> claims;
  std::vector<std::string> caveats;
  std::string file;  // where this was read from afterwards; empty: it was stored with the run
};

About about_of(const store::RunRow& run);

}  // namespace folioscope::query
