-- SPDX-License-Identifier: GPL-3.0-or-later
-- What version 8 added: which functions of a kernel are not as in the baseline's on the same base,
-- what is to be said of a kernel that is no patch's, and how numbers are found in what a program
-- prints.

-- JSON object of arrays of names (changed, added, removed); '' for the baseline, and if not known
ALTER TABLE kernel ADD COLUMN functions TEXT NOT NULL DEFAULT '';
-- JSON array of texts: options that did not stick, what a patch's options took
ALTER TABLE kernel ADD COLUMN notes TEXT NOT NULL DEFAULT '[]';

-- JSON array of {name, pattern, unit, better}; better: 'lower', 'higher' or ''
ALTER TABLE workload ADD COLUMN metrics TEXT NOT NULL DEFAULT '[]';
