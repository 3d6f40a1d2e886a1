// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/stored_plan.h"

#include <algorithm>
#include <map>

namespace folioscope::run {

store::CellRow planned_row(const plan::Plan& plan, const plan::Cell& cell) {
  store::CellRow row;
  row.id = cell.id;
  row.variant = plan.spec.variants[cell.variant].name;
  row.machine = plan.spec.machines[cell.machine].name;
  row.workload = plan.workloads[cell.workload].key;
  row.boot = cell.boot;
  row.block = cell.block;
  row.position = cell.position;
  return row;
}

void keep_stored_order(plan::Plan& plan, const std::vector<store::CellRow>& rows) {
  std::map<CellId, const store::CellRow*> stored;
  for (const store::CellRow& row : rows) stored[row.id] = &row;
  for (plan::Cell& cell : plan.cells)
    if (const auto found = stored.find(cell.id); found != stored.end()) {
      cell.block = found->second->block;
      cell.position = found->second->position;
    }
  std::ranges::sort(plan.cells, {}, &plan::Cell::position);
}

}  // namespace folioscope::run
