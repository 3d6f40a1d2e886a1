-- SPDX-License-Identifier: GPL-3.0-or-later
-- What version 5 changed: names. Each old name stays readable: as a view, or as a column that is
-- computed. as_current.cpp shows an older file by the names of this version without changing it.

DROP VIEW ledger;
ALTER TABLE cpu_books RENAME TO cpu_accounting;
ALTER TABLE probe_books RENAME TO probe_accounting;
ALTER TABLE failure RENAME COLUMN excess TO extra_references;
ALTER TABLE failure RENAME COLUMN verdict TO attribution;
ALTER TABLE failure ADD COLUMN excess INTEGER AS (extra_references) VIRTUAL;
ALTER TABLE failure ADD COLUMN verdict TEXT AS (attribution) VIRTUAL;
UPDATE cell SET status = 'host-error' WHERE status = 'infra';

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
