// SPDX-License-Identifier: GPL-3.0-or-later
// An older file by the names of the current schema: temporary views of one connection, which hide
// the file's own tables of the same names. The file itself is not changed. Internal to store/.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "store/sqlite.h"

namespace folioscope::store {

// `version`: of the file. Does nothing for the current one.
Status show_as_current(Connection& db, std::int64_t version);

// Removes what show_as_current() made, for a file that was migrated meanwhile.
Status forget_older(Connection& db);

}  // namespace folioscope::store
