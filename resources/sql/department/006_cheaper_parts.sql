-- SPDX-License-Identifier: GPL-3.0-or-later
-- Only append() writes parts, right after their event: the foreign key cost a sixth of every event and caught nothing.
-- A misspelt role in `may` would make pg_has_role() fail, and with it every append: refuse it where it is written.
SET LOCAL ROLE vigil_owner;
SET LOCAL search_path = vigil, pg_temp;

ALTER TABLE part DROP CONSTRAINT part_seq_fkey;

ALTER TABLE may ADD CONSTRAINT may_role_exists CHECK (role IN ('vigil_reporter', 'vigil_reviewer', 'vigil_coordinator',
    'vigil_dispatcher', 'vigil_auditor', 'vigil_administrator'));

RESET ROLE;
