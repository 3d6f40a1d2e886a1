// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/budget.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace folioscope::run {

std::chrono::nanoseconds time_of_boots(
    const std::map<CellId, std::vector<store::AttemptRow>>& attempts) {
  std::vector<std::pair<std::int64_t, std::int64_t>> spans;  // host time, from and to
  for (const auto& [cell, rows] : attempts)
    for (const store::AttemptRow& row : rows)
      if (row.started && row.finished && row.started->ns < row.finished->ns)
        spans.emplace_back(row.started->ns, row.finished->ns);
  std::ranges::sort(spans);
  std::int64_t sum = 0, end = 0;
  for (const auto& [from, to] : spans) {
    if (to <= end) continue;
    sum += to - std::max(from, end);
    end = to;
  }
  return std::chrono::nanoseconds(sum);
}

}  // namespace folioscope::run
