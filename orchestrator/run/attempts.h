// SPDX-License-Identifier: GPL-3.0-or-later
// A cell's boots until one counts. A boot that the host failed is done again at once, so that the
// cell stays in its block among the boots that it is compared with.
#pragma once

#include <memory>
#include <vector>

#include "run/cell_runner.h"
#include "run/kernels.h"
#include "store/records.h"
#include "store/writer.h"

namespace folioscope::run {

// Attempts at one cell within a run. A loaded host was seen to fail 8 boots of 98: three attempts
// leave one cell in two thousand open, which resume tries again; more would only delay the news of
// a host that fails every boot.
inline constexpr int kAttempts = 3;

// What is to be committed of a cell.
struct CellResult {
  store::CellRecord record;
  store::ChunkSource chunks;                 // reads from `session`
  std::unique_ptr<ingest::Session> session;  // outlives the commit; empty unless the cell is Done
};

// Boots `cell` with `kernel`, which was built, up to kAttempts times, those before it (on hosts
// that were lost) counted; at least once, and no more on a host that is lost. `row` is completed.
// The status is HostError only when the last attempt was the host's. Faults: Host (interrupted).
Result<CellResult> boot_until_it_counts(const RunContext& context, const plan::Cell& cell,
                                        const VariantKernel& kernel, const store::CellRow& row,
                                        std::vector<store::AttemptRow> before,
                                        std::stop_token stop);

store::ChunkSource no_chunks();

// As it is stored.
store::HostUseRow host_use_row(const BootOutcome& outcome);

}  // namespace folioscope::run
