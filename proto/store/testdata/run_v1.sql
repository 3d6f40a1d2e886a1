-- SPDX-License-Identifier: GPL-3.0-or-later
-- A run file of schema version 1 with one cell of two events, as folioscope 0.1.0 wrote it. Never edit:
-- damage_test builds it and reads it, so that old files stay readable.
PRAGMA application_id = 1718578281;
PRAGMA user_version = 1;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE run(
  id INTEGER PRIMARY KEY CHECK(id = 1),
  name TEXT NOT NULL,
  spec_file TEXT NOT NULL,
  spec_text TEXT NOT NULL,          -- the experiment file as it was read
  seed INTEGER NOT NULL,
  boots INTEGER NOT NULL,           -- boots asked for per combination
  tool_version TEXT NOT NULL,
  acceleration TEXT NOT NULL,       -- 'kvm' or 'tcg', as proven by a boot
  host TEXT NOT NULL,               -- JSON: cores, memory_bytes, qemu, libvirt, cpu model
  image_hash TEXT NOT NULL,         -- sha256 of the initramfs
  started_host_ns INTEGER NOT NULL,
  finished_host_ns INTEGER          -- NULL while the run goes on
);
INSERT INTO run VALUES(1,'old','sample.yaml',replace('name: sample\n','\n',char(10)),-81985529216486896,2,'0.1.0','tcg','{}','00',1700000000000000000,1700000010000000000);
CREATE TABLE variant(
  name TEXT PRIMARY KEY,
  position INTEGER NOT NULL,        -- order in the experiment file; 0 is the baseline
  patches TEXT NOT NULL,            -- JSON array of {kind, target, sha256}
  kernel_hash TEXT,                 -- content address of the build; NULL when it failed
  kernel_release TEXT,
  code_hash TEXT,                   -- hash over the code sections; equal hashes = equal code
  fault TEXT                        -- why there is no kernel
) WITHOUT ROWID;
INSERT INTO variant VALUES('patched',1,'[]',NULL,NULL,NULL,NULL);
INSERT INTO variant VALUES('stock',0,'[]','aa','6.1.0',NULL,NULL);
CREATE TABLE machine(
  name TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  vcpus INTEGER NOT NULL,
  memory_bytes INTEGER NOT NULL,
  numa_nodes INTEGER NOT NULL,
  cmdline TEXT NOT NULL,
  detail TEXT NOT NULL              -- JSON: nodes, distance, disks
) WITHOUT ROWID;
INSERT INTO machine VALUES('smp2',0,2,536870912,1,'cma=32M','{}');
CREATE TABLE workload(
  name TEXT PRIMARY KEY,            -- program, in a sweep with its parameters
  position INTEGER NOT NULL,
  program TEXT NOT NULL,
  args TEXT NOT NULL                -- JSON object
) WITHOUT ROWID;
INSERT INTO workload VALUES('cma-churn',0,'cma-churn','{"allocations":50}');
CREATE TABLE cell(
  id INTEGER PRIMARY KEY,           -- index in the matrix, stable for an experiment file
  variant TEXT NOT NULL REFERENCES variant(name),
  machine TEXT NOT NULL REFERENCES machine(name),
  workload TEXT NOT NULL REFERENCES workload(name),
  boot INTEGER NOT NULL,            -- also its block: boots with the same number ran interleaved
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
INSERT INTO cell VALUES(0,'stock','smp2','cma-churn',0,0,'done','','cells/0/console.log',1700000000000000001,1700000009000000000,2500,2,4096,1,1.5,9437184);
INSERT INTO cell VALUES(1,'patched','smp2','cma-churn',0,1,'planned','','',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE format_set(
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  header_page TEXT NOT NULL         -- text of events/header_page
);
INSERT INTO format_set VALUES(1,'13f5ca5e355d9bd015b9c89b12aa1ae00812f6773cb13f4417948ea77569828d',replace('	field: u64 timestamp;	offset:0;	size:8;	signed:0;\n	field: local_t commit;	offset:8;	size:8;	signed:1;\n	field: int overwrite;	offset:8;	size:1;	signed:1;\n	field: char data;	offset:16;	size:4080;	signed:0;\n','\n',char(10)));
CREATE TABLE event_format(
  format_set INTEGER NOT NULL REFERENCES format_set(id),
  event_id INTEGER NOT NULL,        -- common_type in the records
  system TEXT NOT NULL,
  name TEXT NOT NULL,
  text TEXT NOT NULL,               -- the tracefs format file
  PRIMARY KEY(format_set, event_id)
) WITHOUT ROWID;
INSERT INTO event_format VALUES(1,292,'page_ref','page_ref_mod',replace('name: page_ref_mod\nID: 292\nformat:\n	field:unsigned short common_type;	offset:0;	size:2;	signed:0;\n	field:unsigned char common_flags;	offset:2;	size:1;	signed:0;\n	field:unsigned char common_preempt_count;	offset:3;	size:1;	signed:0;\n	field:int common_pid;	offset:4;	size:4;	signed:1;\n\n	field:unsigned long pfn;	offset:8;	size:8;	signed:0;\n	field:unsigned long flags;	offset:16;	size:8;	signed:0;\n	field:int count;	offset:24;	size:4;	signed:1;\n	field:int mapcount;	offset:28;	size:4;	signed:1;\n	field:void * mapping;	offset:32;	size:8;	signed:0;\n	field:int mt;	offset:40;	size:4;	signed:1;\n	field:int val;	offset:44;	size:4;	signed:1;\n\nprint fmt: ""\n','\n',char(10)));
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
INSERT INTO page_chunk VALUES(0,0,0,1,2,1500,1560,1,X'010c000028b52ffd64800f9d0200b402040000000200e20300e803688c3e00008c0724013de8030000010a018088ffff010000ffffffff020000001000400408b27901f00e1c0c9cc776980518b0ebc00f012cc87708031248dcced8178c07500481664853');
CREATE TABLE cpu_books(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  cpu INTEGER NOT NULL,
  produced INTEGER NOT NULL,        -- by the guest's own counters, lost ones included
  stored INTEGER NOT NULL,          -- decoded from the stored pages
  lost_overrun INTEGER NOT NULL,    -- overwritten in the ring
  lost_dropped INTEGER NOT NULL,    -- ring full, not overwriting
  lost_commit INTEGER NOT NULL,     -- commit overrun: nested too deep
  lost_unread INTEGER NOT NULL,     -- still in the ring when the session ended
  lost_transport INTEGER NOT NULL,  -- read in the guest, never stored; negative = books do not close
  PRIMARY KEY(cell_id, cpu)
) WITHOUT ROWID;
INSERT INTO cpu_books VALUES(0,0,3,2,0,1,0,0,0);
CREATE TABLE probe_books(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  probe TEXT NOT NULL,
  hits INTEGER NOT NULL,
  misses INTEGER NOT NULL,
  PRIMARY KEY(cell_id, probe)
) WITHOUT ROWID;
INSERT INTO probe_books VALUES(0,'folio_migrate_mapping',12,0);
CREATE TABLE vmstat(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  name TEXT NOT NULL,
  before INTEGER NOT NULL,
  after INTEGER NOT NULL,
  PRIMARY KEY(cell_id, name)
) WITHOUT ROWID;
INSERT INTO vmstat VALUES(0,'pgmigrate_fail',3,45);
CREATE TABLE workload_result(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  seq INTEGER NOT NULL,
  line TEXT NOT NULL,               -- JSON object, or text as printed
  PRIMARY KEY(cell_id, seq)
) WITHOUT ROWID;
INSERT INTO workload_result VALUES(0,0,'{"allocation":1,"ok":true}');
INSERT INTO workload_result VALUES(0,1,'not JSON');
CREATE TABLE metric(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  name TEXT NOT NULL,
  value REAL NOT NULL,
  unit TEXT NOT NULL,
  source TEXT NOT NULL,             -- 'events', 'vmstat' or 'workload'
  touched_by_loss INTEGER NOT NULL DEFAULT 0, -- 1: events it is made of were lost
  PRIMARY KEY(cell_id, name)
) WITHOUT ROWID;
INSERT INTO metric VALUES(0,'cma_failure_ratio',0.25,'ratio','workload',1);
CREATE TABLE distribution(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  name TEXT NOT NULL,
  low REAL NOT NULL,                -- bucket [low, high)
  high REAL NOT NULL,
  count INTEGER NOT NULL,
  unit TEXT NOT NULL,
  PRIMARY KEY(cell_id, name, low)
) WITHOUT ROWID;
INSERT INTO distribution VALUES(0,'cma_alloc_ms',0.0,1.0,9,'ms');
CREATE TABLE anomaly(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  name TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY(cell_id, name)
) WITHOUT ROWID;
INSERT INTO anomaly VALUES(0,'unknown_event_id',2);
CREATE VIEW ledger AS
  SELECT cell_id, cpu, produced, stored,
         lost_overrun + lost_dropped + lost_commit + lost_unread + lost_transport AS lost,
         lost_overrun, lost_dropped, lost_commit, lost_unread, lost_transport
  FROM cpu_books;
CREATE INDEX metric_by_name ON metric(name, cell_id);
CREATE INDEX cell_by_arm ON cell(variant, machine, workload);
COMMIT;
