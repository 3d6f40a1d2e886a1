// SPDX-License-Identifier: GPL-3.0-or-later
// What makes an SQLite file a run file, checked before SQLite is asked to read it.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/result.h"
#include "store/sqlite.h"

namespace folioscope::store {

inline constexpr std::int32_t kApplicationId = 0x666f6c69;  // "foli", PRAGMA application_id
inline constexpr std::int32_t kSchemaVersion = 12;          // PRAGMA user_version

// Texts of schema.sql and schema_v2.sql onwards, put in at build time. A file of this version has
// all.
extern const char* const kSchemaSql;
extern const char* const kSchemaV2Sql;
extern const char* const kSchemaV3Sql;
extern const char* const kSchemaV4Sql;
extern const char* const kSchemaV5Sql;
extern const char* const kSchemaV6Sql;
extern const char* const kSchemaV7Sql;
extern const char* const kSchemaV8Sql;
extern const char* const kSchemaV9Sql;
extern const char* const kSchemaV10Sql;
extern const char* const kSchemaV11Sql;
extern const char* const kSchemaV12Sql;
extern const char* const kAccountingSql;  // a view of version 5, alone for as_current.h

// Looks at the file's header and length. Faults (User): missing, not a run file, cut off, made by a
// newer folioscope. Does not look at the content: Connection::check_content() does.
Status check_run_file(const std::filesystem::path& file);

// Makes all tables and views of the current version in an empty file.
Status make_schema(Connection& db);
// Those that a finished run has for queries; made at the end, as rows come faster without them.
Status make_indexes(Connection& db);
// The user_version of an open file.
Result<std::int64_t> schema_version(Connection& db);
// Brings an older file up to kSchemaVersion, in one transaction; what is in it stays.
Status migrate(Connection& db);

}  // namespace folioscope::store
