// SPDX-License-Identifier: GPL-3.0-or-later
// One boot: starts the guest, waits for its session, says how it ended. Every wait is in the time
// that the guest was served (boot_clock.h). Blocks for the length of the boot; several may run at
// once on threads of their own.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/cell_status.h"
#include "base/result.h"
#include "fleet/fleet.h"
#include "ingest/server.h"
#include "plan/plan.h"
#include "run/directory.h"
#include "run/judge.h"
#include "run/kernels.h"
#include "store/records.h"
#include "sys/host.h"
#include "sys/host_counters.h"

namespace folioscope::run {

// What all boots of a run on one host share.
struct RunContext {
  const plan::Plan& plan;
  const Directory& directory;
  fleet::Fleet& fleet;
  ingest::Server& server;
  fleet::Accel accel = fleet::Accel::Tcg;
  std::filesystem::path initrd;
  sys::TimeScale scale{1};
  std::function<sys::HostCounters()> host_counters = sys::read_host_counters;
  std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
  // Where it is remembered how long boots took; empty: nowhere.
  std::filesystem::path cache = {};
  store::HostRow host = {};  // where the boots are
};

struct BootOutcome {
  Judgement judgement;
  std::optional<std::int64_t> boot_ms = {};       // start to hello
  HostEvidence host = {};                         // what the host gave, whatever became of the boot
  std::string process_end = {};                   // how QEMU ended, when it died
  std::unique_ptr<ingest::Session> session = {};  // set when the boot is Done

  CellStatus status() const { return judgement.status; }
  const std::string& reason() const { return judgement.reason; }
};

// `kernel` was built. Faults: only Host "interrupted". Everything else that can happen to a guest
// is an outcome.
Result<BootOutcome> boot_cell(const RunContext& context, const plan::Cell& cell,
                              const VariantKernel& kernel, std::stop_token stop);

}  // namespace folioscope::run
