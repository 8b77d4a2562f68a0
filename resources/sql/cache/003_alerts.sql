-- SPDX-License-Identifier: GPL-3.0-or-later
-- The board: one row an alert, written anew from the mirror by the one fold. Nothing here depends on the time of
-- looking; overdue is computed from next_at.
CREATE TABLE alert(
  alert_id TEXT PRIMARY KEY,
  log_id TEXT NOT NULL DEFAULT '',
  fold_version INTEGER NOT NULL,
  open INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  next_at TEXT,
  owner_role TEXT NOT NULL,
  raised_at TEXT NOT NULL,
  row BLOB NOT NULL
) WITHOUT ROWID

CREATE INDEX alert_board ON alert(open, rank, next_at)

CREATE TABLE alert_study(
  alert_id TEXT NOT NULL REFERENCES alert(alert_id) ON DELETE CASCADE,
  study_uid TEXT NOT NULL,
  PRIMARY KEY(alert_id, study_uid)
) WITHOUT ROWID

CREATE INDEX alert_study_uid ON alert_study(study_uid)
