// SPDX-License-Identifier: GPL-3.0-or-later
// What makes an SQLite file a run file, checked before SQLite is asked to read it.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/result.h"

namespace folioscope::store {

inline constexpr std::int32_t kApplicationId = 0x666f6c69;  // "foli", PRAGMA application_id
inline constexpr std::int32_t kSchemaVersion = 1;           // PRAGMA user_version

// Text of schema.sql, put in at build time.
extern const char* const kSchemaSql;

// Looks at the file's header and length. Faults (User): missing, not a run file, cut off, made by a
// newer folioscope. Does not look at the content: Connection::check_content() does.
Status check_run_file(const std::filesystem::path& file);

}  // namespace folioscope::store
