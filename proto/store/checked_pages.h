// SPDX-License-Identifier: GPL-3.0-or-later
// Each page of a run file carries a checksum, in bytes that SQLite reserves at its end (file
// format, section 1.3.4): a page that is not the one that was written is never read as if it were.
// SQLite and whoever reads the file with it see an ordinary database.
//
//   page        its content, then 8 bytes: the checksum of page number and content, little endian.
//               8 zeros: written by another program than this one, and not checked.
//
// It sits in a virtual file system of SQLite's that hands everything else on to the usual one. The
// write-ahead log has SQLite's own checksums; pages get theirs on their way into the file. Files
// that have no such bytes, made before there were any, are read as they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

struct sqlite3;

namespace folioscope::store {

// For sqlite3_open_v2. Registered at the first call; nullptr when SQLite refuses.
const char* checked_pages();

// Asks for the reserved bytes in a database that has no content yet.
void reserve_checksums(sqlite3* db);

// Of a page's content, without its last 8 bytes; `number` counts from 1. Never 0.
std::uint64_t page_checksum(std::span<const unsigned char> content, std::uint64_t number);

}  // namespace folioscope::store
