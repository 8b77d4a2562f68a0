-- SPDX-License-Identifier: GPL-3.0-or-later
-- Rows of the reverse safety net are resolved by those who report and by the fail-safe officer, whose login is a coordinator's.
SET LOCAL ROLE vigil_owner;
SET LOCAL search_path = vigil, pg_temp;

INSERT INTO may (role, kind) VALUES ('vigil_reporter', 'safetynet.*'), ('vigil_coordinator', 'safetynet.*')
ON CONFLICT DO NOTHING;

RESET ROLE;
