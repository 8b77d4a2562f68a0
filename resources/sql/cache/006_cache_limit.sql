-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the limit of the image cache needs: which objects somebody pushed here, how large each study is, when it was
-- opened last, and which files have lost their rows and are about to go.

ALTER TABLE object ADD COLUMN pushed INTEGER NOT NULL DEFAULT 0

-- Nobody knows any more how these came: the list of their retrieve has to prove that the PACS has them.
UPDATE object SET pushed=1

CREATE INDEX object_room ON object(study_uid, bytes, arrived_at, source_id, pushed)

CREATE TABLE study_use(study_uid TEXT PRIMARY KEY, opened_at TEXT NOT NULL) WITHOUT ROWID

CREATE TABLE evicted_file(path TEXT PRIMARY KEY) WITHOUT ROWID
