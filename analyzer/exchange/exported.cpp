// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/exported.h"

#include <fmt/format.h>

namespace folioscope::exchange {

Fault no_events(CellId cell) {
  return user_fault(fmt::format("boot {} has no events", cell.value),
                    "`folioscope list RUN` says which boots have some");
}

}  // namespace folioscope::exchange
