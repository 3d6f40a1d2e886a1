// SPDX-License-Identifier: GPL-3.0-or-later
// The boots of a cell in the table attempt. Internal to store/; read by Reader::attempts().
#pragma once

#include <vector>

#include "base/result.h"
#include "store/records.h"
#include "store/sqlite.h"

namespace folioscope::store {

Status insert_attempts(Connection& db, CellId cell, const std::vector<AttemptRow>& attempts);

}  // namespace folioscope::store
