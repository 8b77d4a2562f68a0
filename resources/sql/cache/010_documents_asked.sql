-- SPDX-License-Identifier: GPL-3.0-or-later
-- For which studies a PACS was asked for the documents, and what it said of the study then: a study that has not
-- changed is not asked for again at each refresh.

CREATE TABLE documents_asked(
  source_id TEXT NOT NULL,
  study_uid TEXT NOT NULL,
  asked_as TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  PRIMARY KEY(source_id, study_uid)
) WITHOUT ROWID

-- How many different reports of a study are final: two have to be settled by their authors.
ALTER TABLE study_report ADD COLUMN finals INTEGER NOT NULL DEFAULT 0
