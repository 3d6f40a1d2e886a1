-- SPDX-License-Identifier: GPL-3.0-or-later
-- One run, one file. Names here are a promise to users of `folioscope sql`; a change of meaning
-- raises user_version; schema_v2.sql and the ones after it have what those versions
-- added. Times: *_ns of the guest count from its boot (trace clock), host times are Unix
-- nanoseconds. A cell's rows appear in one transaction: a cell is there whole or not at all.

CREATE TABLE run(
  id INTEGER PRIMARY KEY CHECK(id = 1),
  name TEXT NOT NULL,
  spec_file TEXT NOT NULL,
  spec_text TEXT NOT NULL,          -- the experiment file as it was read
  seed INTEGER NOT NULL,
  boots INTEGER NOT NULL,           -- most boots of each combination
  tool_version TEXT NOT NULL,
  acceleration TEXT NOT NULL,       -- 'kvm' or 'tcg', as proven by a boot
  host TEXT NOT NULL,               -- JSON: cores, memory_bytes, qemu, libvirt, cpu model
  image_hash TEXT NOT NULL,         -- sha256 of the initramfs
  started_host_ns INTEGER NOT NULL,
  finished_host_ns INTEGER          -- NULL while the run goes on
);

CREATE TABLE variant(
  name TEXT PRIMARY KEY,
  position INTEGER NOT NULL,        -- order in the experiment file; 0 is the baseline
  patches TEXT NOT NULL,            -- JSON array of {kind, target, sha256}
  kernel_hash TEXT,                 -- content address of the build; NULL when it failed
  kernel_release TEXT,
  code_hash TEXT,                   -- hash over the code sections; equal hashes = equal code
  fault TEXT                        -- why there is no kernel
) WITHOUT ROWID;

CREATE TABLE machine(
  name TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  vcpus INTEGER NOT NULL,
  memory_bytes INTEGER NOT NULL,
  numa_nodes INTEGER NOT NULL,
  cmdline TEXT NOT NULL,
  detail TEXT NOT NULL              -- JSON: nodes, distance, disks
) WITHOUT ROWID;

CREATE TABLE workload(
  name TEXT PRIMARY KEY,            -- program, in a sweep with its parameters
  position INTEGER NOT NULL,
  program TEXT NOT NULL,
  args TEXT NOT NULL                -- JSON object
) WITHOUT ROWID;

CREATE TABLE cell(
  id INTEGER PRIMARY KEY,           -- index in the matrix, stable for an experiment file
  variant TEXT NOT NULL REFERENCES variant(name),
  machine TEXT NOT NULL REFERENCES machine(name),
  workload TEXT NOT NULL REFERENCES workload(name),
  boot INTEGER NOT NULL,            -- 0, 1, 2, ... of its combination
  position INTEGER NOT NULL,        -- place in the order of execution
  status TEXT NOT NULL DEFAULT 'planned', -- see base/cell_status.h
  reason TEXT NOT NULL DEFAULT '',  -- for anything but 'done': what happened
  console TEXT NOT NULL DEFAULT '', -- console log, relative to the run directory
  started_host_ns INTEGER,
  finished_host_ns INTEGER,
  boot_ms INTEGER,                  -- host time from start to the agent's hello
  cpus INTEGER,
  page_size INTEGER,
  format_set INTEGER REFERENCES format_set(id),
  host_load REAL,                   -- 1-minute load average at the start
  agent_rss_bytes INTEGER
);

CREATE TABLE format_set(
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  header_page TEXT NOT NULL         -- text of events/header_page
);

CREATE TABLE event_format(
  format_set INTEGER NOT NULL REFERENCES format_set(id),
  event_id INTEGER NOT NULL,        -- common_type in the records
  system TEXT NOT NULL,
  name TEXT NOT NULL,
  text TEXT NOT NULL,               -- the tracefs format file
  PRIMARY KEY(format_set, event_id)
) WITHOUT ROWID;

-- Raw ring-buffer pages: the source of truth, bit for bit.
CREATE TABLE page_chunk(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  cpu INTEGER NOT NULL,
  seq INTEGER NOT NULL,             -- 0, 1, 2, ... per cell and cpu
  pages INTEGER NOT NULL,
  events INTEGER NOT NULL,          -- data events in these pages
  first_ns INTEGER NOT NULL,        -- smallest time stamp of these events; 0 when there is none
  last_ns INTEGER NOT NULL,         -- largest time stamp
  codec INTEGER NOT NULL,           -- see store/page_codec.h
  data BLOB NOT NULL,
  PRIMARY KEY(cell_id, cpu, seq)
) WITHOUT ROWID;

-- What became of the events of one CPU of one boot. Counts are events.
CREATE TABLE cpu_books(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  cpu INTEGER NOT NULL,
  produced INTEGER NOT NULL,        -- by the guest's own counters, lost ones included
  stored INTEGER NOT NULL,          -- decoded from the stored pages
  lost_overrun INTEGER NOT NULL,    -- overwritten in the ring
  lost_dropped INTEGER NOT NULL,    -- ring full, not overwriting
  lost_commit INTEGER NOT NULL,     -- commit overrun: nested too deep
  lost_unread INTEGER NOT NULL,     -- still in the ring when the session ended
  lost_transport INTEGER NOT NULL,  -- read in the guest, never stored; negative: more stored
                                    -- than the guest admits
  PRIMARY KEY(cell_id, cpu)
) WITHOUT ROWID;

CREATE VIEW ledger AS
  SELECT cell_id, cpu, produced, stored,
         lost_overrun + lost_dropped + lost_commit + lost_unread + lost_transport AS lost,
         lost_overrun, lost_dropped, lost_commit, lost_unread, lost_transport
  FROM cpu_books;

-- Dynamic probes count per guest, not per CPU.
CREATE TABLE probe_books(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  probe TEXT NOT NULL,
  hits INTEGER NOT NULL,
  misses INTEGER NOT NULL,
  PRIMARY KEY(cell_id, probe)
) WITHOUT ROWID;

CREATE TABLE vmstat(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  name TEXT NOT NULL,
  before INTEGER NOT NULL,
  after INTEGER NOT NULL,
  PRIMARY KEY(cell_id, name)
) WITHOUT ROWID;

-- What the workload printed.
CREATE TABLE workload_result(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  seq INTEGER NOT NULL,
  line TEXT NOT NULL,               -- JSON object, or text as printed
  PRIMARY KEY(cell_id, seq)
) WITHOUT ROWID;

-- One number per boot: what comparisons are made of. Derived, can be rebuilt.
CREATE TABLE metric(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  name TEXT NOT NULL,
  value REAL NOT NULL,
  unit TEXT NOT NULL,
  source TEXT NOT NULL,             -- 'events', 'vmstat', 'workload' or 'guest'
  touched_by_loss INTEGER NOT NULL DEFAULT 0, -- 1: events it is made of were lost
  PRIMARY KEY(cell_id, name)
) WITHOUT ROWID;

-- Distributions inside one boot. Derived, can be rebuilt.
CREATE TABLE distribution(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  name TEXT NOT NULL,
  low REAL NOT NULL,                -- bucket [low, high)
  high REAL NOT NULL,
  count INTEGER NOT NULL,
  unit TEXT NOT NULL,
  PRIMARY KEY(cell_id, name, low)
) WITHOUT ROWID;

-- Things that were received but not understood, dropped or repaired, by name.
CREATE TABLE anomaly(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  name TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY(cell_id, name)
) WITHOUT ROWID;
