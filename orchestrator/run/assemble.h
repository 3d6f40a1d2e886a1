// SPDX-License-Identifier: GPL-3.0-or-later
// What a session left -> the rows of its cell: formats, events accounted for, vmstat, derived
// metrics.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "ingest/server.h"
#include "kbuild/builder.h"
#include "store/records.h"
#include "store/writer.h"
#include "wire/messages.h"

namespace folioscope::run {

struct Assembled {
  store::CellRecord record;
  store::ChunkSource chunks;  // with the event counts and times of each chunk filled in
};

// `cell` is completed with what the guest said of itself, its stacks are named with the symbols of
// `kernel`; `patterns` find numbers in what the workload printed. Decodes every page once. Faults:
// Guest (formats or stats that make no sense), Host (the spool or the symbols cannot be read).
Result<Assembled> assemble(store::CellRow cell, ingest::Session& session,
                           const kbuild::Kernel& kernel,
                           std::vector<store::MetricPatternRow> patterns = {});

// Rows of /proc/vmstat before and after; a name missing on one side counts as 0 there.
std::vector<store::VmstatRow> pair_vmstat(std::string_view before, std::string_view after);

}  // namespace folioscope::run
