-- SPDX-License-Identifier: GPL-3.0-or-later
-- The worklist as the PACS described it, and the index of objects that are here. Rebuildable.

CREATE TABLE study(
  id INTEGER PRIMARY KEY,
  source_id TEXT NOT NULL,
  study_uid TEXT NOT NULL,
  patient_issuer TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  patient_name TEXT NOT NULL,
  birth_date TEXT NOT NULL,
  sex TEXT NOT NULL,
  study_time TEXT NOT NULL,
  description TEXT NOT NULL,
  modalities TEXT NOT NULL,
  body_part TEXT NOT NULL,
  accession_number TEXT NOT NULL,
  dicom_study_id TEXT NOT NULL,
  referring_physician TEXT NOT NULL,
  institution TEXT NOT NULL,
  patient_location TEXT NOT NULL,
  urgency INTEGER NOT NULL,
  due_at TEXT NOT NULL,
  series_count INTEGER NOT NULL,
  instance_count INTEGER NOT NULL,
  sop_classes TEXT NOT NULL,
  procedures TEXT NOT NULL,
  search_text TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  UNIQUE(source_id, study_uid)
)

CREATE INDEX study_patient ON study(patient_id, patient_issuer, study_time)

CREATE INDEX study_due ON study(urgency, due_at)

CREATE INDEX study_uid ON study(study_uid)

CREATE VIRTUAL TABLE study_search USING fts5(search_text, content='study', content_rowid='id', tokenize='trigram')

CREATE TRIGGER study_search_insert AFTER INSERT ON study BEGIN
  INSERT INTO study_search(rowid, search_text) VALUES(new.id, new.search_text);
END

CREATE TRIGGER study_search_update AFTER UPDATE OF search_text ON study WHEN old.search_text <> new.search_text BEGIN
  INSERT INTO study_search(study_search, rowid, search_text) VALUES('delete', old.id, old.search_text);
  INSERT INTO study_search(rowid, search_text) VALUES(new.id, new.search_text);
END

CREATE TRIGGER study_search_delete AFTER DELETE ON study BEGIN
  INSERT INTO study_search(study_search, rowid, search_text) VALUES('delete', old.id, old.search_text);
END

-- Trigrams find nothing for fewer than three letters: the words themselves, for prefixes.
CREATE TABLE study_word(word TEXT NOT NULL, study_id INTEGER NOT NULL REFERENCES study(id) ON DELETE CASCADE,
  PRIMARY KEY(word, study_id)) WITHOUT ROWID

CREATE TABLE object(
  sop_instance_uid TEXT PRIMARY KEY,
  study_uid TEXT NOT NULL,
  series_uid TEXT NOT NULL,
  sop_class_uid TEXT NOT NULL,
  source_id TEXT NOT NULL,
  path TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL,
  header TEXT NOT NULL,
  is_image INTEGER NOT NULL,
  reported INTEGER NOT NULL,
  arrived_at TEXT NOT NULL
) WITHOUT ROWID

CREATE INDEX object_study ON object(study_uid, series_uid)

-- What the last retrieve of a study came to; "missing" is a JSON list of instance keys.
CREATE TABLE retrieval(
  study_uid TEXT PRIMARY KEY,
  source_id TEXT NOT NULL,
  expected INTEGER NOT NULL,
  missing TEXT NOT NULL,
  message TEXT NOT NULL,
  ended_at TEXT NOT NULL
) WITHOUT ROWID

-- SR documents of text-report classes that a PACS named for a study, retrieved or not.
CREATE TABLE outside_document(
  sop_instance_uid TEXT PRIMARY KEY,
  study_uid TEXT NOT NULL,
  source_id TEXT NOT NULL,
  counts_as_report INTEGER NOT NULL
) WITHOUT ROWID

CREATE INDEX outside_document_study ON outside_document(study_uid)

-- The newest report.signed event of a study: "preliminary" or "final".
CREATE TABLE study_report(
  study_uid TEXT PRIMARY KEY,
  report_id TEXT NOT NULL,
  state TEXT NOT NULL,
  signed_at TEXT NOT NULL
) WITHOUT ROWID
