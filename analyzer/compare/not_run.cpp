// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/not_run.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace folioscope::compare {
std::vector<NotRun> failed_boots(const query::Comparison& comparison) {
  // Cell ids count through the matrix, so they give the experiment's order.
  std::vector<const store::CellRow*> rows;
  for (const query::Cell& cell : comparison.cells)
    if (is_failure(cell.row.status)) rows.push_back(&cell.row);
  std::ranges::sort(rows, {}, &store::CellRow::id);

  std::vector<NotRun> failed;
  std::map<std::tuple<std::string, std::string, std::string, CellStatus, std::string>, std::size_t>
      places;
  for (const store::CellRow* row : rows) {
    const auto [place, is_new] = places.try_emplace(
        {row->variant, row->machine, row->workload, row->status, row->reason}, failed.size());
    if (is_new)
      failed.push_back(
          {row->variant, row->machine, row->workload, row->status, row->reason, {}, row->console});
    failed[place->second].boots.push_back(row->boot);
  }
  for (NotRun& entry : failed) std::ranges::sort(entry.boots);
  return failed;
}

}  // namespace folioscope::compare
