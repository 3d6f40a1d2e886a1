// SPDX-License-Identifier: GPL-3.0-or-later
// Runs of a part of an experiment's blocks. The cells of the other blocks are in the file too, and
// stay planned with this reason; the run is complete without them. A run that is merged of parts
// has no such cell.
#pragma once

#include <string_view>

#include "store/records.h"

namespace folioscope::store {

inline constexpr std::string_view kNotOfThisPart = "not of this part";

inline bool is_of_other_part(const CellRow& cell) {
  return cell.status == CellStatus::Planned && cell.reason == kNotOfThisPart;
}

}  // namespace folioscope::store
