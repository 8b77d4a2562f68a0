-- SPDX-License-Identifier: GPL-3.0-or-later
-- The check took a missing or emptied part for a redacted one, and did not look at the head.
SET LOCAL ROLE vigil_owner;
SET LOCAL search_path = vigil, pg_temp;

-- The parts that a 'part.redacted' in the log has emptied.
CREATE VIEW redacted AS
    SELECT (p.open::json ->> 'event_id')::uuid AS event_id, p.open::json ->> 'part' AS part
    FROM event e JOIN part p USING (seq) WHERE e.kind = 'part.redacted' AND p.open <> '';

-- The first event from..until that does not fit the chain, or is not there; NULL when all fit.
CREATE OR REPLACE FUNCTION first_bad(from_seq bigint, until_seq bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = vigil, pg_temp AS $$
    SELECT min(bad) FROM (
        SELECT min(e.seq)
        FROM event e CROSS JOIN log l LEFT JOIN part p USING (seq) LEFT JOIN event before ON before.seq = e.seq - 1
        WHERE e.seq BETWEEN from_seq AND until_seq
          AND (p.seq IS NULL
               OR e.hash <> link_hash(l.log_id, e)
               OR e.previous_hash IS DISTINCT FROM CASE WHEN e.seq = 1 THEN decode(repeat('00', 32), 'hex') ELSE before.hash END
               OR (e.open_sha256 <> open_digest(p.open)
                   AND (p.open <> '' OR (e.event_id, 'open') NOT IN (SELECT r.event_id, r.part FROM redacted r)))
               OR (e.sealed_sha256 <> sealed_digest(p.salt, p.sealed, p.sealed_submitter)
                   AND (p.sealed <> '' OR (e.event_id, 'sealed') NOT IN (SELECT r.event_id, r.part FROM redacted r))))
        UNION ALL -- a cut tail, or one that was put there without the head
        SELECT least(h.seq, last.seq) + 1
        FROM head h CROSS JOIN (SELECT coalesce(max(e.seq), 0) AS seq FROM event e) last
        WHERE h.seq <> last.seq AND least(h.seq, last.seq) + 1 BETWEEN from_seq AND until_seq
        UNION ALL
        SELECT h.seq FROM head h JOIN event e USING (seq)
        WHERE e.hash <> h.hash AND h.seq BETWEEN from_seq AND until_seq
    ) AS found (bad)
$$;

RESET ROLE;
