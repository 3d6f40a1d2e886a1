// SPDX-License-Identifier: GPL-3.0-or-later
// How a boot counts: from everything that is known about its end to a status and a reason. The
// guest is blamed for what it did with the CPU time it had, the host for the time it did not give
// and for what became of QEMU. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/cell_status.h"
#include "fleet/fleet.h"
#include "run/boot_clock.h"
#include "run/cell_watch.h"
#include "wire/messages.h"

namespace folioscope::run {

struct BootFacts {
  BootState state;
  Expired expired = Expired::No;           // of the wait for the hello, or for the boot's end
  Expired workload_expired = Expired::No;  // of the workload: the agent was told to kill it
  HostEvidence host;
  BootClock::Lately lately;
  fleet::Accel accel = fleet::Accel::Tcg;
  int vcpus = 1;            // that the machine has
  std::string process_end;  // how QEMU ended, when it died
  // What the agent said; empty without a session.
  std::optional<wire::Failure> failure;
  std::vector<wire::WorkloadExit> workload_exits;
  bool reported_tests = false;  // the workload printed results of kernel selftests
  int cpus = 0;
};

struct Judgement {
  CellStatus status = CellStatus::HostError;
  std::string reason;      // empty for Done
  bool diagnosis = false;  // the reason wants to be followed by what the guest looks like
  // The host's only because nothing says whose it is: after the last attempt it is the guest's.
  bool unexplained = false;
};

Judgement judge(const BootFacts& facts);

// "QEMU ran for 3.1 s and its vCPUs waited for 20.4 s of 24.0 s; ...": what the host did to a boot.
std::string describe(const HostEvidence& host);

// What an unexplained end is called when every attempt ended so.
Judgement after_last_attempt(Judgement judgement, int attempts);

}  // namespace folioscope::run
