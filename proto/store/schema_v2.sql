-- SPDX-License-Identifier: GPL-3.0-or-later
-- What version 2 added to schema.sql: who held the references that stopped a migration. A new file
-- gets all texts; a file of version 1 gets the later ones when it is opened for writing.

-- Texts the guest's instrumentation and its histograms of events left at the end of the workload,
-- as they were read.
CREATE TABLE guest_file(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  name TEXT NOT NULL,               -- 'stacks', 'holds', 'counters', or 'hist:SYSTEM:EVENT'
  text TEXT NOT NULL,
  PRIMARY KEY(cell_id, name)
) WITHOUT ROWID;

-- Kernel stacks, named with the symbols of the cell's own kernel.
CREATE TABLE stack(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  id INTEGER NOT NULL,              -- as in the events of this cell; 0 = no stack was taken
  frames TEXT NOT NULL,             -- 'innermost;...;outermost'; '0x1a2b' (from _stext) has no name
  PRIMARY KEY(cell_id, id)
) WITHOUT ROWID;

-- Pages that could not be migrated or isolated because of extra references. Derived, can be rebuilt.
CREATE TABLE failure(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  id INTEGER NOT NULL,              -- number of the failure in its boot, from 1
  time_ns INTEGER NOT NULL,
  kind TEXT NOT NULL,               -- 'freeze', 'compare', 'extra_references', 'not_on_lru',
                                    -- 'not_isolated'; runs before November 2026 may have
                                    -- 'isolate' for 'extra_references' and 'skipped' for
                                    -- 'not_isolated' until they are derived again
  pfn INTEGER NOT NULL,
  seen INTEGER NOT NULL,            -- references found
  expected INTEGER NOT NULL,        -- references the guest's kernel can account for
  excess INTEGER NOT NULL,          -- seen - expected
  pid INTEGER NOT NULL,             -- of the task that wanted to migrate
  stack INTEGER NOT NULL,
  in_cma INTEGER NOT NULL,          -- 1: inside a CMA allocation of that task
  verdict TEXT NOT NULL,            -- 'named': every extra reference; 'partly'; 'unknown';
                                    -- 'unreliable': events this failure needs were lost
  PRIMARY KEY(cell_id, id)
) WITHOUT ROWID;

-- Who held the extra references of a failure. Derived, can be rebuilt.
CREATE TABLE holder(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  failure INTEGER NOT NULL,         -- failure.id
  ordinal INTEGER NOT NULL,         -- 0 is the one that took its reference last
  class TEXT NOT NULL,              -- 'lru_batch', 'gup', 'fault_around', ...
  pid INTEGER,                      -- NULL: known by its place (a batch, a pin), not by a task
  comm TEXT NOT NULL,               -- empty: the task was gone
  cpu INTEGER,                      -- where the reference was taken; of a batch, whose it is
  age_ns INTEGER,                   -- from the get to the failure; NULL: the get was not seen
  confidence TEXT NOT NULL,         -- 'high' or 'medium'
  evidence TEXT NOT NULL,           -- what the verdict rests on, in words
  stack INTEGER NOT NULL,           -- of the get; 0: none
  PRIMARY KEY(cell_id, failure, ordinal)
) WITHOUT ROWID;
