-- SPDX-License-Identifier: GPL-3.0-or-later
-- What version 9 added: the symbols of each kernel, so that an address in an event has a name; and
-- operations, with what others did to their pages meanwhile.

CREATE TABLE kernel_symbols(
  kernel_hash TEXT PRIMARY KEY,     -- as in the table kernel
  system_map BLOB NOT NULL          -- the text of System.map, a zstd frame with checksum
) WITHOUT ROWID;

-- CMA allocations (mm/cma.c, cma_alloc()), compactions of a zone (mm/compaction.c, compact_zone()),
-- and batches of pages that a task migrated (mm/migrate.c, migrate_pages()) outside of these.
-- Derived, can be rebuilt.
CREATE TABLE operation(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  id INTEGER NOT NULL,              -- in the order in which they began, from 1
  kind TEXT NOT NULL,               -- 'cma_alloc', 'compact' or 'migrate'
  reason TEXT NOT NULL,             -- of a migration: 'syscall', 'memory_hotplug', 'compaction', ...
  pid INTEGER NOT NULL,
  begin_ns INTEGER NOT NULL,
  end_ns INTEGER NOT NULL,
  first_pfn INTEGER,                -- NULL: no page of it was seen
  pages INTEGER NOT NULL,           -- pages that were seen to be part of it
  failed INTEGER NOT NULL,          -- 1: no allocation; of the others: a page stayed
  error INTEGER NOT NULL,           -- of a CMA allocation: errno, negative; 0: none, or not known
  retries INTEGER NOT NULL,         -- of a CMA allocation: ranges found busy
  attempts INTEGER NOT NULL,        -- to migrate a page (events of the group migrate_attempt)
  failed_attempts INTEGER NOT NULL,
  PRIMARY KEY(cell_id, id)
) WITHOUT ROWID;

-- Locks on its pages that others held while it lasted (events of the group page_lock).
CREATE TABLE operation_lock(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  operation INTEGER NOT NULL,       -- operation.id
  class TEXT NOT NULL,              -- of the holder: 'fault', 'writeback', ...
  holds INTEGER NOT NULL,
  contended INTEGER NOT NULL,       -- holds that somebody waited for when they ended
  sum_ns INTEGER NOT NULL,          -- of the parts inside the operation
  max_ns INTEGER NOT NULL,          -- the longest of these
  PRIMARY KEY(cell_id, operation, class)
) WITHOUT ROWID;

-- References to its pages that were in its way (events of the group failures).
CREATE TABLE operation_reference(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  operation INTEGER NOT NULL,
  class TEXT NOT NULL,              -- of the holder: 'lru_batch', 'gup', ...
  pages INTEGER NOT NULL,           -- pages with such a holder
  page_ns INTEGER NOT NULL,         -- pages x time that one had it, from the operation's begin on
  PRIMARY KEY(cell_id, operation, class)
) WITHOUT ROWID;

ALTER TABLE failure ADD COLUMN operation INTEGER;  -- whose it was; NULL: outside of any
