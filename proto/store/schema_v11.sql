-- SPDX-License-Identifier: GPL-3.0-or-later
-- What version 11 added: the texts that kernels were made from.

-- Patches and mailboxes, as they were applied.
CREATE TABLE patch_text(
  sha256 TEXT PRIMARY KEY,          -- as in kernel.patches
  text BLOB NOT NULL                -- a zstd frame with checksum
) WITHOUT ROWID;

CREATE TABLE kernel_config(
  kernel_hash TEXT PRIMARY KEY,     -- as in the table kernel
  config BLOB NOT NULL              -- the text of .config, a zstd frame with checksum
) WITHOUT ROWID;
