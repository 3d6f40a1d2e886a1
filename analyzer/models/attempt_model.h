// SPDX-License-Identifier: GPL-3.0-or-later
// The boots of one cell as a table: how each ended, and what the host gave it.
#pragma once

#include <vector>

#include "models/row_model.h"
#include "store/records.h"

namespace folioscope::models {

using AttemptModel = RowModel<store::AttemptRow>;

enum class AttemptColumn {
  Attempt,
  Status,
  Took,
  Ran,
  Waited,
  Steal,
  CpuPressure,
  MemoryPressure,
  IoPressure,
  End,
  Reason
};
std::vector<Column<store::AttemptRow>> attempt_columns();

}  // namespace folioscope::models
