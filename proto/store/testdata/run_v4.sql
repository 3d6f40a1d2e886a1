-- SPDX-License-Identifier: GPL-3.0-or-later
-- A run file of schema version 4, as folioscope 0.1.0 wrote it: one boot, one failure of the host, one
-- cell not run. Never edit: old_schema_test builds it and reads it, so that old files stay readable.
PRAGMA application_id = 1718578281;
PRAGMA user_version = 4;
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
, profile TEXT NOT NULL DEFAULT '');
INSERT INTO run VALUES(1,'old','sample.yaml',replace('name: sample\n','\n',char(10)),-81985529216486896,2,'0.1.0','tcg','{}','00',1700000000000000000,NULL,'quick');
CREATE TABLE variant(
  name TEXT PRIMARY KEY,
  position INTEGER NOT NULL,        -- order in the experiment file; 0 is the baseline
  patches TEXT NOT NULL,            -- JSON array of {kind, target, sha256}
  kernel_hash TEXT,                 -- content address of the build; NULL when it failed
  kernel_release TEXT,
  code_hash TEXT,                   -- hash over the code sections; equal hashes = equal code
  fault TEXT                        -- why there is no kernel
, settings TEXT NOT NULL DEFAULT '{}') WITHOUT ROWID;
INSERT INTO variant VALUES('patched',1,'[]',NULL,NULL,NULL,NULL,'{"/sys/kernel/mm/b":"0"}');
INSERT INTO variant VALUES('stock',0,'[]','aa','6.1.0',NULL,NULL,'{}');
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
, settings TEXT NOT NULL DEFAULT '{}') WITHOUT ROWID;
INSERT INTO workload VALUES('cma-churn',0,'cma-churn','{"allocations":50}','{"/sys/kernel/mm/a":"1"}');
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
INSERT INTO cell VALUES(1,'patched','smp2','cma-churn',0,1,'infra','cannot start QEMU','',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(2,'stock','smp2','cma-churn',1,2,'planned','','',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE format_set(
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  header_page TEXT NOT NULL         -- text of events/header_page
);
INSERT INTO format_set VALUES(1,'4964cb953e00b1e73b7c50174aa83e6c37930d98fccdb15315650e27be478e71',replace('	field: u64 timestamp;	offset:0;	size:8;	signed:0;\n	field: local_t commit;	offset:8;	size:8;	signed:1;\n	field: int overwrite;	offset:8;	size:1;	signed:1;\n	field: char data;	offset:16;	size:4080;	signed:0;\n','\n',char(10)));
CREATE TABLE event_format(
  format_set INTEGER NOT NULL REFERENCES format_set(id),
  event_id INTEGER NOT NULL,        -- common_type in the records
  system TEXT NOT NULL,
  name TEXT NOT NULL,
  text TEXT NOT NULL,               -- the tracefs format file
  PRIMARY KEY(format_set, event_id)
) WITHOUT ROWID;
INSERT INTO event_format VALUES(1,289,'cma','cma_alloc_start',replace('name: cma_alloc_start\nID: 289\nformat:\n	field:unsigned short common_type;	offset:0;	size:2;	signed:0;\n	field:unsigned char common_flags;	offset:2;	size:1;	signed:0;\n	field:unsigned char common_preempt_count;	offset:3;	size:1;	signed:0;\n	field:int common_pid;	offset:4;	size:4;	signed:1;\n\n	field:__data_loc char[] name;	offset:8;	size:4;	signed:0;\n	field:unsigned int count;	offset:12;	size:4;	signed:0;\n	field:unsigned int align;	offset:16;	size:4;	signed:0;\n\nprint fmt: ""\n','\n',char(10)));
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
INSERT INTO page_chunk VALUES(0,0,0,1,78,1000000,1041998,1,X'010c000028b52ffd64800f6d1a00f6676c4010d1660e80b39ae189736662feacb862ea1400d043d508002860043447b01277d0cb8373acf0c72b6e54f3afbd43fb2a4fc694df1703e92d6e9c08dd4544ca145f005d0056009ed26ccaf2694f4b4b9d6a9db66c8ae25487530a9dbe748ac0d312a7309f66d8f4c0a6123485e1b4e4a980d3aaa50b3e1db1e9074f3b68cac1d39e4f67380f9e7eb43482a6359eea9c34a55392a7279eae3e15000910c90493289b106d548f45232c2b5247ff2aa6fabf541915c540b104289a9ac86803365d9d2a7cbab369cca7173a6df92c9c5e3e5df17447539c4e69382de069084e49686ae0d3909682d0b4c1a6a5969668298493a23485d9b4e6a4185abaa2a9064e7536dd102a62fe15ff0cd583e5cfa16a2f7e22915f866a42fa5da8222ae6e01f52b1149a4b3df96ffc365494bf060bf5c11f94f2eff861a8047e21a11f870ef54375f98954901fc81067541cc5308025d9a317568461d9c8e30f6a969999f051b9582aaf62f25d2e287c9629f5a3fef8a420d2bb7c15eb847ac35299d4e559ea8d9f22a9fa1f35e5a75495ef23a6cb57f68fbddeb37f9c1c113c39ab1c9e9f869a02a28e28f85bfc3846fea19fe8534b4a0280e1a8e1b9112111992029490a690e808299a9b2e91240723025332296b4a8a8a43c6ad51cfff47c078d734187a3a1ed5fbafe755cb781b93b41feb9f8413812f9897ff337485ff647ece66025eb2937592933ebe84029fd54b1e07deb67f47f727c009dfb7e04db4fda37b53b3cbc38cec16efc0b74197d655bc2d6fdb07b2237c65be19be8de2254197c28b95f60168437a688f3a3967b5b0ff7afee99c5ee3d7b7a898d083dcee596b3c0a72a1ca9e771fde4e52feef3f2273fe4cf8c7efd6bd50976457555f34fc981c9b163febfbfc4643da8faa12ee72ea7bbeb5746036ea7e008d5a6c960bb7ab07a07453b093fdc6f4d0187ef2a23ef8b65e6b612bd93f233d1b259c2599cd427189e31e771fc1531c567fcde8ae8f1fc12e00739a93bda381fcac5c347d252e18f23cf46b2de2cb4186d3eeb5aca716bd9bee285f79cbd3fc81ff73cb6fee01f6d0e2066a0ef30e77e6ef3a302e8a9efdbf514413e6ba4fd07d8fd6baccc36fc533e80e6bfaeab0f331e0ce37ebc7ea3f391de6efaf8b39a9b4e63e548fedea03639111f320de39bbdeedf3ab50719aa26ac');
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
INSERT INTO cpu_books VALUES(0,0,85,78,0,7,0,0,0);
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
  source TEXT NOT NULL,             -- 'events', 'vmstat', 'workload' or 'guest'
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
CREATE TABLE guest_file(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  name TEXT NOT NULL,               -- 'stacks', 'holds', 'counters', or 'hist:SYSTEM:EVENT'
  text TEXT NOT NULL,
  PRIMARY KEY(cell_id, name)
) WITHOUT ROWID;
INSERT INTO guest_file VALUES(0,'stacks',replace('3 1a2b 4c\n','\n',char(10)));
CREATE TABLE stack(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  id INTEGER NOT NULL,              -- as in the events of this cell; 0 = no stack was taken
  frames TEXT NOT NULL,             -- 'innermost;...;outermost'; '0x1a2b' (from _stext) has no name
  PRIMARY KEY(cell_id, id)
) WITHOUT ROWID;
INSERT INTO stack VALUES(0,3,'folio_add_lru;do_anonymous_page');
CREATE TABLE failure(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  id INTEGER NOT NULL,              -- number of the failure in its boot, from 1
  time_ns INTEGER NOT NULL,
  kind TEXT NOT NULL,               -- 'freeze', 'compare', 'isolate', 'not_on_lru', 'skipped'
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
INSERT INTO failure VALUES(0,1,5000,'freeze',1024,3,2,1,61,0,1,'named');
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
INSERT INTO holder VALUES(0,1,0,'lru_batch',NULL,'',1,4000,'high','found in the lru_add batch of CPU 1',3);
CREATE TABLE about(
  position INTEGER PRIMARY KEY,     -- order in which it is told
  kind TEXT NOT NULL,               -- 'thread', 'subject', 'date', 'question', 'expectation': once;
                                    -- 'headline' (a metric), 'caveat': once for each
  text TEXT NOT NULL
);
INSERT INTO about VALUES(0,'question','Who holds the pages?');
INSERT INTO about VALUES(1,'headline','cma_failure_ratio');
CREATE TABLE claim(
  position INTEGER PRIMARY KEY,
  says TEXT NOT NULL,               -- in the discussion's words
  metric TEXT NOT NULL,             -- what is measured here; '' = nothing
  variant TEXT NOT NULL,            -- whose number it is; '' = any
  workload TEXT NOT NULL            -- point it goes with; '' = any
, value REAL, unit TEXT NOT NULL DEFAULT '');
INSERT INTO claim VALUES(0,'30 retries','cma_failure_ratio','stock','',NULL,'');
INSERT INTO claim VALUES(1,'0.8 s a walk','walk','stock','',0.8000000000000000444,'s');
CREATE VIEW ledger AS
  SELECT cell_id, cpu, produced, stored,
         lost_overrun + lost_dropped + lost_commit + lost_unread + lost_transport AS lost,
         lost_overrun, lost_dropped, lost_commit, lost_unread, lost_transport
  FROM cpu_books;
COMMIT;
