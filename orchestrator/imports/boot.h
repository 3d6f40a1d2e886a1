// SPDX-License-Identifier: GPL-3.0-or-later
// A boot that was measured elsewhere, with all that a run's cell has of one; and how it is called
// there.
#pragma once

#include <optional>
#include <string>

#include "store/chunk_source.h"
#include "store/records.h"

namespace folioscope::imports {

struct Label {
  std::string variant;
  std::string machine;           // where it was measured
  std::string workload;          // what ran; parts of it as in base/workload_name.h
  std::optional<int> boot = {};  // of this variant there; empty: the next
};

struct ImportedBoot {
  Label label;
  std::string release = {};                           // of its kernel; empty: not known
  int cpus = 0;                                       // of the machine; 0: not known
  std::vector<store::MetricPatternRow> metrics = {};  // that its table is about
  store::CellRecord record;        // names and numbers of its cell are those of the label
  store::ChunkSource chunks = {};  // empty: it has no events
};

}  // namespace folioscope::imports
