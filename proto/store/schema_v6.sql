-- SPDX-License-Identifier: GPL-3.0-or-later
-- What version 6 added: blocks of more than one boot of a variant, and runs that end a condition
-- when enough is known. In a run of an older version a block holds one boot of everything, and
-- every boot was asked for.

-- Boots of one condition with the same number ran next to each other, the variants interleaved:
-- only the difference inside a block counts.
ALTER TABLE cell ADD COLUMN block INTEGER NOT NULL DEFAULT 0;
UPDATE cell SET block = boot;

-- So many boots of each variant a condition gets before it may be settled, with status 'not-needed'
-- for the rest of run.boots. 0 = all of run.boots are run.
ALTER TABLE run ADD COLUMN fewest_boots INTEGER NOT NULL DEFAULT 0;
