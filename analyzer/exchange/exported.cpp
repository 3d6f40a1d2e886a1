// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/exported.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace folioscope::exchange {

Result<ClockShift> shift_to_host(store::Reader& reader, CellId cell) {
  TRY(const std::vector<store::ClockRow> readings, reader.clock(cell));
  const auto best = std::ranges::min_element(readings, {}, &store::ClockRow::error_ns);
  if (best == readings.end())
    return user_fault(
        fmt::format("the clock of boot {} was not compared with the host's", cell.value),
        "boots of versions before 12 of the run file have no comparison");
  return ClockShift{best->host_ns - best->guest_ns, best->error_ns};
}

Fault no_events(CellId cell) {
  return user_fault(fmt::format("boot {} has no events", cell.value),
                    "`folioscope list RUN` says which boots have some");
}

}  // namespace folioscope::exchange
