-- SPDX-License-Identifier: GPL-3.0-or-later
-- Where patients are, as the hospital's system (ADT) said last. Of the dispatcher alone.
CREATE TABLE patient_place(
  patient_id TEXT NOT NULL,
  issuer TEXT NOT NULL,
  birth_date TEXT NOT NULL,
  location TEXT NOT NULL,
  discharged INTEGER NOT NULL,
  moved_at TEXT NOT NULL,
  PRIMARY KEY(patient_id, issuer)
) WITHOUT ROWID
