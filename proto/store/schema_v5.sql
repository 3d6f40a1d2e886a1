-- SPDX-License-Identifier: GPL-3.0-or-later
-- What version 5 changed: names, and the boots of a cell have a table of their own. Each old name
-- stays readable: as a view, or as a column that is computed. as_current.cpp shows an older file by
-- the names of this version without changing it.

--
-- A kind of the table about, which needs no column: 'decide_where' (once), a JSON object, name ->
-- value, in place of a row 'decide_at' for each NAME=VALUE. A file may have either.

DROP VIEW ledger;
ALTER TABLE cpu_books RENAME TO cpu_accounting;
ALTER TABLE probe_books RENAME TO probe_accounting;
ALTER TABLE failure RENAME COLUMN excess TO extra_references;
ALTER TABLE failure RENAME COLUMN verdict TO attribution;
ALTER TABLE failure ADD COLUMN excess INTEGER AS (extra_references) VIRTUAL;
ALTER TABLE failure ADD COLUMN verdict TEXT AS (attribution) VIRTUAL;
UPDATE cell SET status = 'host-error' WHERE status = 'infra';

-- JSON object, name -> value: what the workload's name says beside the program, in its order: the
-- arguments, settings and levels of observation that are swept. '{}' in a run of an older version,
-- whose names alone say it.
ALTER TABLE workload ADD COLUMN swept TEXT NOT NULL DEFAULT '{}';

-- accounting itself is in accounting.sql.
CREATE VIEW ledger AS
  SELECT cell_id, cpu, produced, stored, lost, lost_overrun, lost_dropped, lost_commit, lost_unread,
         lost_transport
  FROM accounting;
CREATE VIEW cpu_books AS
  SELECT cell_id, cpu, produced, stored, lost_overrun, lost_dropped, lost_commit, lost_unread,
         lost_transport
  FROM cpu_accounting;
CREATE VIEW probe_books AS SELECT cell_id, probe, hits, misses FROM probe_accounting;

-- The boots of a cell, the last of which is the one that counts: the others failed for a reason of
-- the host and were done again at once. What the host gave each: all times in milliseconds, NULL
-- where it was not measured. A run of an older version has no rows here.
CREATE TABLE attempt(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  attempt INTEGER NOT NULL,         -- 1, 2, ...
  status TEXT NOT NULL,
  reason TEXT NOT NULL,             -- for anything but 'done'
  console TEXT NOT NULL,            -- relative to the run directory; '' = there is none
  started_host_ns INTEGER,
  finished_host_ns INTEGER,
  qemu_ran_ms INTEGER,              -- CPU time of the QEMU process
  qemu_waited_ms INTEGER,           -- its vCPUs were ready to run and got no CPU, summed
  qemu_stopped_ms INTEGER,          -- QEMU was stopped by a signal or a debugger
  paused_ms INTEGER,                -- folioscope itself did not run
  steal_ms INTEGER,                 -- taken from the host by a hypervisor below, all CPUs summed
  cpu_pressure_ms INTEGER,          -- some task of the host waited for a CPU (/proc/pressure)
  memory_pressure_ms INTEGER,       -- ... for memory
  io_pressure_ms INTEGER,           -- ... for a disk
  qemu_end TEXT NOT NULL,           -- of a QEMU that died: 'signal 9 (Killed)', 'exit code 1'
  PRIMARY KEY(cell_id, attempt)
) WITHOUT ROWID;
