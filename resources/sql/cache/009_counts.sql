-- SPDX-License-Identifier: GPL-3.0-or-later
-- How far the PACS's own counts go along with what it named at the last retrieve: the most that it counted (-1 unknown),
-- how many of them nothing accounts for, and whether it named no instances at all, so that they were only counted.
ALTER TABLE retrieval ADD COLUMN counted INTEGER NOT NULL DEFAULT -1

ALTER TABLE retrieval ADD COLUMN unproved INTEGER NOT NULL DEFAULT 0

ALTER TABLE retrieval ADD COLUMN only_counted INTEGER NOT NULL DEFAULT 0

-- Nothing proved it then.
UPDATE retrieval SET unproved=max(0, study_count - expected) WHERE list_known=1
