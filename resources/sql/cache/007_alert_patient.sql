-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whom an alert is about: earlier ones are shown before another is raised.

ALTER TABLE alert ADD COLUMN patient_id TEXT NOT NULL DEFAULT ''

ALTER TABLE alert ADD COLUMN patient_issuer TEXT NOT NULL DEFAULT ''

CREATE INDEX alert_patient ON alert(patient_id)
