-- SPDX-License-Identifier: GPL-3.0-or-later
-- Alerts follow their patients by what the hospital's system says (ADT), which the dispatcher hears.
SET LOCAL ROLE vigil_owner;
SET LOCAL search_path = vigil, pg_temp;

INSERT INTO may (role, kind) VALUES ('vigil_dispatcher', 'alert.rerouted'), ('vigil_dispatcher', 'alert.noted')
    ON CONFLICT DO NOTHING; -- a department may have widened it itself

RESET ROLE;
