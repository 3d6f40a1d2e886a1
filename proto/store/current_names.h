// SPDX-License-Identifier: GPL-3.0-or-later
// What older files call differently, as functions of SQL: what each value is called now. Internal
// to store/.
//
//   current_metric(name)         of metric, distribution, about and claim
//   current_anomaly(name)
//   current_failure_kind(kind)
#pragma once

#include "base/result.h"
#include "store/sqlite.h"

namespace folioscope::store {

// For the views of as_current.h, and for migrate().
Status add_current_names(Connection& db);

// Renames what is stored, in a file that is migrated. Inside a transaction.
Status rename_stored(Connection& db);

}  // namespace folioscope::store
