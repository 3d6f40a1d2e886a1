-- SPDX-License-Identifier: GPL-3.0-or-later
-- What became of the events of each boot and CPU: produced = stored + lost. A loss below zero means
-- that more was stored than the guest's counters admit; such events are unaccounted for.
CREATE VIEW accounting AS
  SELECT cell_id, cpu, produced, stored,
         lost_overrun + lost_dropped + lost_commit + lost_unread + lost_transport AS lost,
         lost_overrun, lost_dropped, lost_commit, lost_unread, lost_transport,
         abs(produced - stored - lost_overrun - lost_dropped - lost_commit - lost_unread -
             lost_transport) +
           max(0, -lost_overrun) + max(0, -lost_dropped) + max(0, -lost_commit) +
           max(0, -lost_unread) + max(0, -lost_transport) AS unaccounted
  FROM cpu_accounting;
