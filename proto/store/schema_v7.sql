-- SPDX-License-Identifier: GPL-3.0-or-later
-- What version 7 added: several bases in one run, so a kernel for each variant on each of them. What
-- the table variant said of its only kernel is here now.

CREATE TABLE kernel(
  variant TEXT NOT NULL REFERENCES variant(name),
  base TEXT NOT NULL,               -- its name in the experiment; '' where there is one base only
  position INTEGER NOT NULL,        -- order of the bases
  source TEXT NOT NULL,             -- the base in words: 'Debian package linux-source-6.1'
  patches TEXT NOT NULL,            -- JSON array of {kind, target, sha256}
  hooks TEXT NOT NULL DEFAULT '',   -- which series of the instrumentation was taken; '' = none
  missing_hooks TEXT NOT NULL DEFAULT '[]', -- JSON array: groups of it that do not apply to the base
  hash TEXT,                        -- content address of the build; NULL when it failed
  release TEXT,
  code_hash TEXT,                   -- hash over the code sections; equal hashes = equal code
  fault TEXT,                       -- why there is no kernel
  PRIMARY KEY(variant, base)
) WITHOUT ROWID;
INSERT INTO kernel
  SELECT name, '', 0, '', patches, '', '[]', kernel_hash, kernel_release, code_hash, fault
  FROM variant;
ALTER TABLE variant DROP COLUMN patches;
ALTER TABLE variant DROP COLUMN kernel_hash;
ALTER TABLE variant DROP COLUMN kernel_release;
ALTER TABLE variant DROP COLUMN code_hash;
ALTER TABLE variant DROP COLUMN fault;

-- On which base this point runs; '' where there is one base only.
ALTER TABLE workload ADD COLUMN base TEXT NOT NULL DEFAULT '';
