-- SPDX-License-Identifier: GPL-3.0-or-later
-- Giving events out: always without the sealed part. Each call reads one snapshot (STABLE).
SET LOCAL ROLE vigil_owner;
SET LOCAL search_path = vigil, pg_temp;

CREATE VIEW logged AS
    SELECT e.*, p.open, l.log_id FROM event e JOIN part p USING (seq) CROSS JOIN log l;

CREATE FUNCTION hello(OUT log_id uuid, OUT schema int, OUT minimum_client text, OUT server_time timestamptz)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = vigil, pg_temp AS $$
    SELECT l.log_id, (SELECT max(m.number) FROM migration m), l.minimum_client, clock_timestamp() FROM log l
$$;

CREATE FUNCTION head_now(OUT seq bigint, OUT hash bytea) LANGUAGE sql STABLE AS $$
    SELECT h.seq, CASE WHEN h.seq = 0 THEN ''::bytea ELSE h.hash END FROM head h
$$;

-- Events after a point, or fork = true when that point is not on this chain. At least one row, for the head.
CREATE FUNCTION since(of_log uuid, after_seq bigint, after_hash bytea, most int)
RETURNS TABLE (fork boolean, head_seq bigint, head_hash bytea, entry logged)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = vigil, pg_temp SET lock_timeout = '5s' AS $$
BEGIN
    SELECT h.seq, h.hash INTO head_seq, head_hash FROM head_now() h;
    fork := of_log <> (SELECT l.log_id FROM log l) OR after_seq > head_seq
        OR (after_seq > 0 AND NOT EXISTS (SELECT FROM event e WHERE e.seq = after_seq AND e.hash = after_hash));
    fork := coalesce(fork, false);
    IF NOT fork AND after_seq < head_seq THEN
        FOR entry IN SELECT l.* FROM logged l WHERE l.seq > after_seq ORDER BY l.seq LIMIT most LOOP
            RETURN NEXT;
        END LOOP;
    ELSE
        RETURN NEXT;
    END IF;
END
$$;

-- All events of open aggregates, and of those that were active in the last 30 days (core/sync/WorkingSet.h). At least one row.
CREATE FUNCTION bootstrap() RETURNS TABLE (head_seq bigint, head_hash bytea, entry logged)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = vigil, pg_temp SET lock_timeout = '5s' AS $$
BEGIN
    SELECT h.seq, h.hash INTO head_seq, head_hash FROM head_now() h;
    FOR entry IN
        SELECT l.* FROM logged l JOIN aggregate_activity a USING (aggregate_kind, aggregate_id)
        WHERE a.last_at >= clock_timestamp() - interval '30 days'
           OR (a.aggregate_kind <> 'study' AND (a.closed_seq IS NULL OR a.last_seq > a.closed_seq))
        ORDER BY l.seq
    LOOP
        RETURN NEXT;
    END LOOP;
    IF entry IS NULL THEN
        RETURN NEXT;
    END IF;
END
$$;

CREATE FUNCTION history(of_kind text, of_id text) RETURNS SETOF logged
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = vigil, pg_temp SET lock_timeout = '5s' AS $$
    SELECT l.* FROM logged l WHERE l.aggregate_kind = of_kind AND l.aggregate_id = of_id ORDER BY l.seq
$$;

CREATE FUNCTION hash_at(at_seq bigint) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = vigil, pg_temp AS $$
    SELECT e.hash FROM event e WHERE e.seq = at_seq
$$;

-- The sealed part, for its own author and for whoever may 'part.revealed'; who asked is kept.
CREATE FUNCTION reveal(of_event uuid) RETURNS TABLE (sealed text, salt bytea, sealed_submitter text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = vigil, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    found record;
BEGIN
    SELECT e.kind, e.author, p.sealed, p.salt, p.sealed_submitter INTO found
        FROM event e JOIN part p USING (seq) WHERE e.event_id = of_event;
    IF found IS NULL THEN
        RETURN;
    END IF;
    IF session_user IS DISTINCT FROM (CASE WHEN has_sealed_author(found.kind) AND found.sealed <> ''
                                           THEN found.sealed::json ->> 'author' ELSE found.author END)
       AND NOT EXISTS (SELECT FROM may m WHERE m.kind = 'part.revealed' AND pg_has_role(session_user, m.role, 'MEMBER')) THEN
        RAISE EXCEPTION 'this user may not see sealed parts' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO revealed (who, event_id) VALUES (session_user, of_event);
    sealed := found.sealed;
    salt := found.salt;
    sealed_submitter := found.sealed_submitter;
    RETURN NEXT;
END
$$;

-- For auditors: the first event from..until that does not fit the chain; NULL when all do.
CREATE FUNCTION first_bad(from_seq bigint, until_seq bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = vigil, pg_temp AS $$
    SELECT min(e.seq) FROM event e CROSS JOIN log l JOIN part p USING (seq) LEFT JOIN event before ON before.seq = e.seq - 1
    WHERE e.seq BETWEEN from_seq AND until_seq
      AND (e.hash <> link_hash(l.log_id, e)
           OR e.previous_hash IS DISTINCT FROM CASE WHEN e.seq = 1 THEN decode(repeat('00', 32), 'hex') ELSE before.hash END
           OR (p.open <> '' AND e.open_sha256 <> open_digest(p.open))
           OR (p.sealed <> '' AND e.sealed_sha256 <> sealed_digest(p.salt, p.sealed, p.sealed_submitter)))
$$;

CREATE FUNCTION reveals() RETURNS TABLE (at timestamptz, who text, event_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = vigil, pg_temp AS $$
    SELECT r.at, r.who, r.event_id FROM revealed r ORDER BY r.at
$$;

CREATE FUNCTION flags() RETURNS TABLE (seq bigint, event_id uuid, what text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = vigil, pg_temp AS $$
    SELECT f.seq, e.event_id, f.what FROM flagged f JOIN event e USING (seq) ORDER BY f.seq
$$;

RESET ROLE;
