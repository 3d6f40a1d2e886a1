// SPDX-License-Identifier: GPL-3.0-or-later
// The hosts that a run boots on: this one, or those of Options::hosts.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "fleet/fleet.h"
#include "plan/plan.h"
#include "run/directory.h"
#include "run/prepare.h"
#include "run/run.h"
#include "store/records.h"
#include "sys/host_counters.h"

namespace folioscope::run {

struct OpenHost {
  std::unique_ptr<fleet::Fleet> fleet;
  store::HostRow row;
  Bytes memory;
  int guests = 1;  // at once
  fleet::Accel accel = fleet::Accel::Tcg;
  std::function<sys::HostCounters()> counters;  // of the host; nothing where they cannot be read
};

// Opens them all, removes what killed runs of this directory left there, and says how each runs
// guests. `io` runs, and outlives them. Blocks. Faults: those of fleet::Fleet::open(), open_remote()
// and concurrency().
Result<std::vector<OpenHost>> open_hosts(boost::asio::io_context& io, const plan::Plan& plan,
                                         const Prepared& prepared, const Directory& directory,
                                         const Options& options);

// All of them as one, for the row of the run.
std::string acceleration_of(const std::vector<OpenHost>& hosts);  // "kvm", "tcg" or "kvm and tcg"
store::NamedValues facts_of(const std::vector<OpenHost>& hosts);

}  // namespace folioscope::run
