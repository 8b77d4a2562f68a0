-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which follow-ups there are, written anew from the mirror by the one fold. `reached`: whether its owner or the officer
-- was to be told of it by now. Nothing here depends on the time of looking.
CREATE TABLE follow_up(
  follow_up_id TEXT PRIMARY KEY,
  fold_version INTEGER NOT NULL,
  open INTEGER NOT NULL,
  next_at TEXT NOT NULL,
  reached INTEGER NOT NULL,
  owner_role TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  patient_issuer TEXT NOT NULL,
  recommended_at TEXT NOT NULL
) WITHOUT ROWID

CREATE INDEX follow_up_list ON follow_up(open, next_at)

CREATE INDEX follow_up_patient ON follow_up(patient_id, patient_issuer)
