-- SPDX-License-Identifier: GPL-3.0-or-later
-- What version 3 added: the profile of the run, settings that differ between variants or are swept,
-- and what the experiment file says about itself. A new file gets all three texts; an older one
-- gets those it lacks when it is opened for writing.

-- Which of the file's profiles ran; '' = the file has none.
ALTER TABLE run ADD COLUMN profile TEXT NOT NULL DEFAULT '';

-- JSON object, path in the guest -> value: written before tracing starts, after the workload's.
-- Two variants of equal code may still differ by these.
ALTER TABLE variant ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';

-- JSON object, path in the guest -> value: written for every variant at this point. A value that
-- is swept is in the name as well.
ALTER TABLE workload ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';

-- The experiment's `about`, for the page of its results.
CREATE TABLE about(
  position INTEGER PRIMARY KEY,     -- order in which it is told
  kind TEXT NOT NULL,               -- 'thread', 'subject', 'date', 'question', 'expectation': once;
                                    -- 'headline' (a metric), 'caveat': once for each
  text TEXT NOT NULL
);

-- Numbers that the discussion itself had, to stand beside the measured ones.
CREATE TABLE claim(
  position INTEGER PRIMARY KEY,
  says TEXT NOT NULL,               -- in the discussion's words
  metric TEXT NOT NULL,             -- what is measured here; '' = nothing
  variant TEXT NOT NULL,            -- whose number it is; '' = any
  workload TEXT NOT NULL            -- point it goes with; '' = any
);
