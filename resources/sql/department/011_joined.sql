-- SPDX-License-Identifier: GPL-3.0-or-later
-- A finding that is seen again joins its alert; an alert of an addendum supersedes the one before.
SET LOCAL ROLE vigil_owner;
SET LOCAL search_path = vigil, pg_temp;

INSERT INTO may (role, kind)
    SELECT 'vigil_reporter', kind FROM unnest(ARRAY['alert.joined', 'alert.superseded']) AS kind;

-- What was withdrawn may still have to be told to somebody: it leaves the working set of the clients by no age.
CREATE OR REPLACE FUNCTION closes_aggregate(kind text, aggregate_kind text) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN kind = 'alert.closed' OR (aggregate_kind <> 'alert' AND kind LIKE '%.closed');

UPDATE aggregate_activity a SET closed_seq = NULL
    WHERE a.aggregate_kind = 'alert' AND EXISTS (SELECT FROM event e WHERE e.seq = a.closed_seq AND e.kind = 'alert.withdrawn');

RESET ROLE;
