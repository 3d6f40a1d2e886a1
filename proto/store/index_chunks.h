// SPDX-License-Identifier: GPL-3.0-or-later
// Internal to store/.
#pragma once

#include "base/result.h"
#include "base/units.h"
#include "store/sqlite.h"

namespace folioscope::store {

// Replaces the rows of chunk_index of a cell, from its stored pages and formats. To be called
// inside a transaction. Fault (User): a chunk cannot be read.
Status index_stored_chunks(Connection& db, CellId cell);

}  // namespace folioscope::store
