-- SPDX-License-Identifier: GPL-3.0-or-later
-- What version 9 added: the symbols of each kernel, so that an address in an event has a name.

CREATE TABLE kernel_symbols(
  kernel_hash TEXT PRIMARY KEY,     -- as in the table kernel
  system_map BLOB NOT NULL          -- the text of System.map, a zstd frame with checksum
) WITHOUT ROWID;
