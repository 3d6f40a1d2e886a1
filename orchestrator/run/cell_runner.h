// SPDX-License-Identifier: GPL-3.0-or-later
// One boot: starts the guest, waits for its session, says how it ended. Blocks for the length of
// the boot; several may run at once on threads of their own.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/cell_status.h"
#include "base/result.h"
#include "fleet/fleet.h"
#include "ingest/server.h"
#include "kbuild/builder.h"
#include "plan/plan.h"
#include "run/directory.h"
#include "sys/host.h"

namespace folioscope::run {

// What all boots of a run share.
struct Bench {
  const plan::Plan& plan;
  const Directory& directory;
  fleet::Fleet& fleet;
  ingest::Server& server;
  fleet::Accel accel = fleet::Accel::Tcg;
  std::filesystem::path initrd;
  sys::TimeScale scale{1};
};

struct BootOutcome {
  CellStatus status = CellStatus::HostError;
  std::string reason;                        // empty for Done
  std::optional<std::int64_t> boot_ms;       // start to hello
  std::unique_ptr<ingest::Session> session;  // set when the session ended in order
};

// Faults: only Host "interrupted". Everything else that can happen to a guest is an outcome.
Result<BootOutcome> boot_cell(const Bench& bench, const plan::Cell& cell,
                              const std::filesystem::path& kernel, std::stop_token stop);

// The job of a cell, as the agent gets it.
wire::Job make_job(const plan::Plan& plan, const plan::Cell& cell);

// The kernel command line of a guest but for host and token.
std::string base_cmdline(const spec::Machine& machine);

}  // namespace folioscope::run
