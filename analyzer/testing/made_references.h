// SPDX-License-Identifier: GPL-3.0-or-later
// What the instrumented kernel adds to a made run: failed migrations with their holders, and page
// locks. Not linked into the product.
#pragma once

#include <string>
#include <vector>

#include "testing/made_run.h"

namespace folioscope::query {

// Adds a failure to a boot, with the numbers that follow from those it has. A holder's `failure`
// and `ordinal` are filled in.
struct MadeFailure {
  std::string attribution = "named";
  bool in_cma = true;
  int excess = 1;
  std::vector<store::HolderRow> holders;
};
void add_failure(store::CellRecord& cell, const MadeFailure& failure);
// Says that the boot looked for failures, and how many it has; call once, last.
void close_failures(store::CellRecord& cell);

// `holds` of a boot: samples in ns into NAME_p50, _p95, _max and the distribution NAME.
void add_samples(store::CellRecord& cell, const std::string& name, std::vector<double> samples,
                 const std::string& unit = "ns");

// made_cma_batching() with an instrumented kernel: drain-only fails over folio_batches, stock over
// readers and what nobody could be named for; page locks of three classes.
MadeRun made_references();

}  // namespace folioscope::query
