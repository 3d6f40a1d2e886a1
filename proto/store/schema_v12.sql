-- SPDX-License-Identifier: GPL-3.0-or-later
-- What version 12 added: on which host each boot was.

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
