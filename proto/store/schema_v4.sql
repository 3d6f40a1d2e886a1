-- SPDX-License-Identifier: GPL-3.0-or-later
-- What version 4 added: the discussion's numbers as numbers. And two kinds of the table about, which
-- need no column: 'decide_metric' (once; the metric of the verdict) and 'decide_at' (once for each
-- NAME=VALUE: an argument, the last part of a setting's path, or 'machine').

-- In `unit`; NULL = the discussion has no number.
ALTER TABLE claim ADD COLUMN value REAL;

-- '' = a count; '%', 'ms', …, or '% change': against the baseline's number.
ALTER TABLE claim ADD COLUMN unit TEXT NOT NULL DEFAULT '';
