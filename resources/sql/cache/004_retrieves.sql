-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is wanted here and not complete yet, with the state of its retries: a killed Vigil goes on where it was.

CREATE TABLE wanted_study(
  study_uid TEXT PRIMARY KEY,
  source_id TEXT NOT NULL,
  priority INTEGER NOT NULL,
  position INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  not_before TEXT NOT NULL,
  problem TEXT NOT NULL,
  held INTEGER NOT NULL
) WITHOUT ROWID

-- Whether the PACS has named the instances of the study (then "missing" is all that is missing), what it counted as
-- failed, and what STUDY level said at that time: more than that later means that the study has grown.
ALTER TABLE retrieval ADD COLUMN list_known INTEGER NOT NULL DEFAULT 0

ALTER TABLE retrieval ADD COLUMN failed INTEGER NOT NULL DEFAULT 0

ALTER TABLE retrieval ADD COLUMN study_count INTEGER NOT NULL DEFAULT -1

UPDATE retrieval SET list_known=1 WHERE message=''

-- When a refresh noticed that the PACS does not name the study any more; empty while it does.
ALTER TABLE study ADD COLUMN vanished_at TEXT NOT NULL DEFAULT ''
