-- SPDX-License-Identifier: GPL-3.0-or-later
-- What version 5 added: the boots of a cell.

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
