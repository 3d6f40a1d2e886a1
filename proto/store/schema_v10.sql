-- SPDX-License-Identifier: GPL-3.0-or-later
-- What version 10 added: single holds of page locks and of extra references, where memory is, failures
-- by holder, and what is in each chunk of events. All of it is derived, can be rebuilt.

-- A hold of a page's lock, from its taking to its release. Of pages that failed to migrate, before
-- and after the failure, and of those of the boot's longest holds. In the order in which they began.
CREATE TABLE lock_interval(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  id INTEGER NOT NULL,              -- from 1
  pfn INTEGER NOT NULL,
  begin_ns INTEGER NOT NULL,
  end_ns INTEGER NOT NULL,          -- of one that was never released: the last event of the boot
  class TEXT NOT NULL,              -- of the holder: 'fault', 'writeback', ...
  pid INTEGER,                      -- of the task that took it; NULL: not known
  comm TEXT NOT NULL,               -- its name; '' where nothing said it
  cpu INTEGER,                      -- on which it was taken
  stack INTEGER NOT NULL,           -- stack.id of its taking; 0: none
  waiters INTEGER NOT NULL,         -- tasks that slept for it meanwhile
  waited_ns INTEGER NOT NULL,       -- what they slept of it, summed up
  PRIMARY KEY(cell_id, pfn, id)
) WITHOUT ROWID;

-- A reference to a page that failed to migrate, from get to put, as far as the page's history tells.
CREATE TABLE reference_interval(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  id INTEGER NOT NULL,              -- from 1
  pfn INTEGER NOT NULL,
  begin_ns INTEGER NOT NULL,
  end_ns INTEGER NOT NULL,          -- of one whose put was not seen: when it was last seen
  class TEXT NOT NULL,              -- of the holder: 'lru_batch', 'gup', ...
  pid INTEGER,
  comm TEXT NOT NULL,
  cpu INTEGER,
  stack INTEGER NOT NULL,           -- stack.id of the get; 0: none
  PRIMARY KEY(cell_id, pfn, id)
) WITHOUT ROWID;

-- Where the guest's memory is, in page frames.
CREATE TABLE page_range(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  kind TEXT NOT NULL,               -- 'node', 'zone' or 'cma'
  name TEXT NOT NULL,               -- of a zone: 'DMA32'; of a CMA area: 'reserved'; else ''
  node INTEGER,                     -- NULL: not known
  first_pfn INTEGER NOT NULL,
  pages INTEGER NOT NULL,           -- holes included
  PRIMARY KEY(cell_id, kind, first_pfn, name)
) WITHOUT ROWID;

-- Failures that have such a holder, each counted once for a class and stack. Class 'unknown', stack
-- 0: those of which a holder is not known.
CREATE TABLE holder_count(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  class TEXT NOT NULL,
  stack INTEGER NOT NULL,           -- stack.id of the get; 0: none
  failures INTEGER NOT NULL,
  PRIMARY KEY(cell_id, class, stack)
) WITHOUT ROWID;

-- What is in a chunk of page_chunk, so that a query reads only chunks that can have an answer.
CREATE TABLE chunk_index(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  cpu INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  data BLOB NOT NULL,               -- see store/chunk_index.h
  PRIMARY KEY(cell_id, cpu, seq)
) WITHOUT ROWID;
