-- SPDX-License-Identifier: GPL-3.0-or-later
-- What version 12 added: on which host each boot was, and how its clock stood to ours.

CREATE TABLE host(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  attempt INTEGER NOT NULL,         -- as in the table attempt
  uri TEXT NOT NULL,                -- of its libvirt, without user and password
  cores INTEGER NOT NULL,
  cpu_model TEXT NOT NULL,          -- empty: libvirt does not say
  qemu TEXT NOT NULL,               -- version, "7.2.17"
  acceleration TEXT NOT NULL,       -- of this boot's guest: "kvm" or "tcg"
  PRIMARY KEY(cell_id, attempt)
) WITHOUT ROWID;

CREATE TABLE clock(
  cell_id INTEGER NOT NULL REFERENCES cell(id),
  phase TEXT NOT NULL CHECK(phase IN ('start', 'end')),  -- before the trace begins, after it was sent
  guest_ns INTEGER NOT NULL,        -- CLOCK_MONOTONIC of the guest, the clock of its events
  host_ns INTEGER NOT NULL,         -- at the same moment, of the machine that folioscope ran on
  error_ns INTEGER NOT NULL,        -- host_ns may be so much less or more
  PRIMARY KEY(cell_id, phase)
) WITHOUT ROWID;
