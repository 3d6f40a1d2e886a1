// SPDX-License-Identifier: GPL-3.0-or-later
// The hosts that a run boots on: this one, or those of Options::hosts.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "fleet/fleet.h"
#include "fleet/uri.h"
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

// One of Options::hosts, before there is anything to boot.
struct ReachedHost {
  fleet::HostUri uri;
  std::unique_ptr<fleet::Fleet> fleet;
  fleet::HostFacts facts;
  int guests = 1;  // at once
};

// All of Options::hosts, so that one that cannot be used is known before minutes of building; none
// where the run boots here. Removes what killed runs of this directory left there. `io` runs, and
// outlives them. Blocks. Faults (User): those of open_remote() and concurrency().
Result<std::vector<ReachedHost>> reach_hosts(boost::asio::io_context& io, const plan::Plan& plan,
                                             const Directory& directory, const Options& options);

// Those that were reached, or this one, with how each runs guests, which it says. Blocks. Faults:
// those of fleet::Fleet::open().
Result<std::vector<OpenHost>> open_hosts(boost::asio::io_context& io,
                                         std::vector<ReachedHost> reached, const Prepared& prepared,
                                         const Directory& directory, const Options& options);

// All of them as one, for the row of the run.
std::string acceleration_of(const std::vector<OpenHost>& hosts);  // "kvm", "tcg" or "kvm and tcg"
store::NamedValues facts_of(const std::vector<OpenHost>& hosts);

}  // namespace folioscope::run
