-- SPDX-License-Identifier: GPL-3.0-or-later
-- Reports, their signed documents, the alerts they have to carry, signing PINs.
CREATE TABLE report(
  report_id TEXT PRIMARY KEY,
  log_id TEXT NOT NULL DEFAULT '',
  procedure_key TEXT NOT NULL,
  state TEXT NOT NULL,
  version INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  author TEXT NOT NULL,
  content BLOB NOT NULL,
  changed_at TEXT NOT NULL
) WITHOUT ROWID

-- One unfinished report per set of procedures.
CREATE UNIQUE INDEX report_unfinished ON report(procedure_key) WHERE state IN ('draft','preliminary')

CREATE TABLE report_study(
  report_id TEXT NOT NULL REFERENCES report(report_id) ON DELETE CASCADE,
  study_uid TEXT NOT NULL,
  source_id TEXT NOT NULL DEFAULT '',
  PRIMARY KEY(report_id, study_uid)
) WITHOUT ROWID

CREATE INDEX report_study_uid ON report_study(study_uid)

CREATE TABLE signed_document(
  sop_instance_uid TEXT PRIMARY KEY,
  report_id TEXT NOT NULL REFERENCES report(report_id),
  log_id TEXT NOT NULL DEFAULT '',
  source_id TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  state TEXT NOT NULL,
  study_uid TEXT NOT NULL,
  series_uid TEXT NOT NULL,
  sop_class_uid TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  signed_at TEXT NOT NULL,
  bytes BLOB NOT NULL
)

CREATE INDEX signed_document_report ON signed_document(report_id, version)

-- Remarks that the reader saw and dismissed when signing.
CREATE TABLE dismissed_remark(
  report_id TEXT NOT NULL REFERENCES report(report_id),
  version INTEGER NOT NULL,
  kind TEXT NOT NULL,
  section INTEGER NOT NULL,
  paragraph INTEGER NOT NULL,
  start INTEGER NOT NULL,
  length INTEGER NOT NULL,
  dismissed_at TEXT NOT NULL
)

-- `changes` grows with each change, so that a signature can tell whether the alert is still what was encoded.
CREATE TABLE report_alert(
  alert_id TEXT PRIMARY KEY,
  report_id TEXT NOT NULL,
  finding_code TEXT NOT NULL,
  finding BLOB NOT NULL,
  withdrawn INTEGER NOT NULL DEFAULT 0,
  changes INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID

CREATE INDEX report_alert_report ON report_alert(report_id)

CREATE TABLE user_pin(
  user_id TEXT PRIMARY KEY,
  hash BLOB NOT NULL,
  wrong_attempts INTEGER NOT NULL DEFAULT 0,
  locked_until TEXT,
  set_at TEXT NOT NULL
) WITHOUT ROWID
