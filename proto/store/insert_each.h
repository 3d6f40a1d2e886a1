// SPDX-License-Identifier: GPL-3.0-or-later
// The shape of every insertion. Internal to store/.
#pragma once

#include <vector>

#include "base/result.h"
#include "store/sqlite.h"

namespace folioscope::store {

// Prepares `sql` once and runs it for each row with what `values` makes of the row: a function
// (Statement&, row) -> Status.
template <class Row, class Insert>
Status insert_each(Connection& db, const char* sql, const std::vector<Row>& rows, Insert insert) {
  TRY(Statement statement, db.prepare(sql));
  for (const Row& row : rows) TRY_STATUS(insert(statement, row));
  return {};
}

}  // namespace folioscope::store
