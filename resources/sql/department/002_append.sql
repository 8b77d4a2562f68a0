-- SPDX-License-Identifier: GPL-3.0-or-later
-- Taking events in. Errors that are the event's own fault refuse that event; anything else (a full disk, a lost lock) ends the
-- call, because an event must not be parked for what is not its fault.
SET LOCAL ROLE vigil_owner;
SET LOCAL search_path = vigil, pg_temp;

CREATE TYPE answer AS (outcome text, seq bigint, reason text, hash bytea);

CREATE FUNCTION refuse(reason text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', reason USING ERRCODE = 'VG001';
END
$$;

-- The event as JSON text to a row and its two parts. Well-formedness only.
CREATE FUNCTION read_event(element text, OUT e event, OUT open text, OUT sealed text) LANGUAGE plpgsql AS $$
DECLARE
    j record;
BEGIN
    SELECT * INTO j FROM json_to_record(element::json) AS x(
        format int, event_id uuid, aggregate_kind text, aggregate_id text, kind text, kind_version int, author text,
        behalf_name text, behalf_role text, behalf_registration text, behalf_how_known text, device text, device_seq bigint,
        occurred_at text, clock_offset_ms bigint, policy_sha256 text, client_version text, open text, sealed text);
    IF j.format IS DISTINCT FROM 1 THEN
        PERFORM refuse('the event has a format that this department does not know');
    ELSIF j.event_id IS NULL THEN
        PERFORM refuse('the event has no id');
    ELSIF coalesce(j.kind, '') = '' OR coalesce(j.kind_version, 0) < 1 THEN
        PERFORM refuse('the event has no kind');
    ELSIF coalesce(j.aggregate_kind, '') = '' OR coalesce(j.aggregate_id, '') = '' THEN
        PERFORM refuse('the event belongs to nothing');
    ELSIF greatest(length(j.kind), length(j.aggregate_kind), length(j.aggregate_id), length(j.author), length(j.device)) > 200
       OR greatest(length(j.behalf_name), length(j.behalf_role), length(j.behalf_registration), length(j.behalf_how_known),
                   length(j.policy_sha256), length(j.client_version)) > 1000
       OR greatest(octet_length(j.open), octet_length(j.sealed)) > 4194304 THEN
        PERFORM refuse('something in the event is too long');
    END IF;
    e.occurred_at := j.occurred_at::timestamptz;
    IF iso(e.occurred_at) IS DISTINCT FROM j.occurred_at THEN
        PERFORM refuse('the event does not say when it occurred');
    END IF;
    e.event_id := j.event_id;
    e.aggregate_kind := j.aggregate_kind;
    e.aggregate_id := j.aggregate_id;
    e.kind := j.kind;
    e.kind_version := j.kind_version;
    e.author := coalesce(j.author, '');
    e.behalf_name := coalesce(j.behalf_name, '');
    e.behalf_role := coalesce(j.behalf_role, '');
    e.behalf_registration := coalesce(j.behalf_registration, '');
    e.behalf_how_known := coalesce(j.behalf_how_known, '');
    e.device := coalesce(j.device, '');
    e.device_seq := coalesce(j.device_seq, 0);
    e.clock_offset_ms := coalesce(j.clock_offset_ms, 0);
    e.policy_sha256 := coalesce(j.policy_sha256, '');
    e.client_version := coalesce(j.client_version, '');
    open := coalesce(j.open, '');
    sealed := coalesce(j.sealed, '');
END
$$;

-- What speaks against the event although it is well formed; '' when nothing does. `my_kinds`: what session_user may record.
CREATE FUNCTION objection(e event, open text, sealed text, my_kinds text[]) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    who text := e.author;
    from_device text := e.device;
    family text := split_part(e.kind, '.', 1) || '.*';
BEGIN
    IF e.kind <> 'alert.raised' AND (json_typeof(open::json) <> 'object'
                                     OR (sealed <> '' AND json_typeof(sealed::json) <> 'object')) THEN
        RETURN 'a part is not a JSON object';
    END IF;
    IF has_sealed_author(e.kind) THEN
        IF e.author <> '' OR e.device <> '' OR e.device_seq <> 0 OR e.behalf_name || e.behalf_role || e.behalf_registration
           || e.behalf_how_known <> '' THEN
            RETURN 'the author of this kind has to be sealed';
        END IF;
        who := coalesce(nullif(sealed, '')::json ->> 'author', '');
        from_device := coalesce(nullif(sealed, '')::json ->> 'device', '');
    END IF;
    IF who = session_user THEN
        IF e.kind = ANY (my_kinds) OR family = ANY (my_kinds) THEN
            RETURN '';
        END IF;
        RETURN 'the author has no right to record this';
    END IF;
    IF who = '' THEN
        RETURN 'the event names no author';
    END IF;
    IF NOT EXISTS (SELECT FROM device d WHERE d.device = from_device AND d.revoked_at IS NULL) THEN
        RETURN 'the author is neither the user who sends it nor known on a registered device';
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles r JOIN may m ON m.kind IN (e.kind, family)
                   WHERE r.rolname = who AND pg_has_role(r.oid, m.role, 'MEMBER')) THEN
        RETURN 'the author has no right to record this';
    END IF;
    RETURN '';
END
$$;

CREATE FUNCTION known_event(e event, open text, sealed text) RETURNS answer LANGUAGE plpgsql STABLE AS $$
DECLARE
    old record;
BEGIN
    SELECT ev.*, p.salt, p.sealed_submitter INTO old FROM event ev JOIN part p USING (seq) WHERE ev.event_id = e.event_id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    -- By digest, because the stored parts may have been redacted.
    IF (old.aggregate_kind, old.aggregate_id, old.kind, old.kind_version, old.author, old.behalf_name, old.behalf_role,
        old.behalf_registration, old.behalf_how_known, old.device, old.device_seq, old.occurred_at, old.clock_offset_ms,
        old.policy_sha256, old.client_version, old.open_sha256, old.sealed_sha256)
       = (e.aggregate_kind, e.aggregate_id, e.kind, e.kind_version, e.author, e.behalf_name, e.behalf_role,
          e.behalf_registration, e.behalf_how_known, e.device, e.device_seq, e.occurred_at, e.clock_offset_ms,
          e.policy_sha256, e.client_version, open_digest(open), sealed_digest(old.salt, sealed, old.sealed_submitter)) THEN
        RETURN ('duplicate', old.seq, '', NULL)::answer;
    END IF;
    RETURN ('conflict', old.seq, 'an event with the same id but other content is in the log', NULL)::answer;
END
$$;

CREATE FUNCTION take(element text, of_log uuid, last_seq bigint, last_hash bytea, my_kinds text[]) RETURNS answer
LANGUAGE plpgsql AS $$
DECLARE
    new record;
    e event;
    known answer;
    flag text;
    salt bytea;
    sealed_submitter text := '';
BEGIN
    new := read_event(element);
    e := new.e;
    known := known_event(e, new.open, new.sealed);
    IF known.outcome IS NOT NULL THEN
        RETURN known;
    END IF;
    flag := objection(e, new.open, new.sealed, my_kinds);
    IF flag <> '' AND e.kind <> 'alert.raised' THEN
        PERFORM refuse(flag);
    END IF;
    e.seq := last_seq + 1;
    e.submitter := session_user;
    IF has_sealed_author(e.kind) THEN
        e.submitter := '';
        sealed_submitter := session_user;
    END IF;
    salt := uuid_send(gen_random_uuid());
    e.received_at := clock_timestamp();
    e.open_sha256 := open_digest(new.open);
    e.sealed_sha256 := sealed_digest(salt, new.sealed, sealed_submitter);
    e.previous_hash := last_hash;
    e.hash := link_hash(of_log, e);
    INSERT INTO event SELECT e.*;
    INSERT INTO part VALUES (e.seq, new.open, new.sealed, salt, sealed_submitter);
    INSERT INTO aggregate_activity AS a
        VALUES (e.aggregate_kind, e.aggregate_id, e.seq, e.received_at,
                CASE WHEN closes_aggregate(e.kind, e.aggregate_kind) THEN e.seq END)
        ON CONFLICT (aggregate_kind, aggregate_id) DO UPDATE
        SET last_seq = excluded.last_seq, last_at = excluded.last_at, closed_seq = coalesce(excluded.closed_seq, a.closed_seq);
    IF flag <> '' THEN
        INSERT INTO flagged VALUES (e.seq, flag);
    END IF;
    IF e.kind = 'part.redacted' THEN
        UPDATE part p SET open = CASE WHEN new.open::json ->> 'part' = 'open' THEN '' ELSE p.open END,
                          sealed = CASE WHEN new.open::json ->> 'part' = 'sealed' THEN '' ELSE p.sealed END
            FROM event target
            WHERE p.seq = target.seq AND target.event_id = (new.open::json ->> 'event_id')::uuid;
    END IF;
    RETURN ('accepted', e.seq, flag, e.hash)::answer;
END
$$;

-- One answer an event, in order: accepted | duplicate | conflict | refused.
CREATE FUNCTION append(events text[]) RETURNS TABLE (outcome text, at_seq bigint, reason text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = vigil, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    of_log uuid;
    last_seq bigint;
    last_hash bytea;
    my_kinds text[];
    element text;
    taken answer;
    news boolean := false;
BEGIN
    SELECT l.log_id INTO of_log FROM log l;
    SELECT coalesce(array_agg(m.kind), '{}') INTO my_kinds FROM may m WHERE pg_has_role(session_user, m.role, 'MEMBER');
    SELECT h.seq, h.hash INTO last_seq, last_hash FROM head h FOR UPDATE;
    FOREACH element IN ARRAY events LOOP
        BEGIN
            taken := take(element, of_log, last_seq, last_hash, my_kinds);
        EXCEPTION
            WHEN OTHERS THEN
                IF SQLSTATE = 'VG001' THEN
                    taken := ('refused', 0, SQLERRM, NULL)::answer;
                ELSIF left(SQLSTATE, 2) IN ('22', '23', '54') THEN
                    -- SQLERRM of these may quote the event, which may name a patient.
                    taken := ('refused', 0, 'the event cannot be read (' || SQLSTATE || ')', NULL)::answer;
                ELSE
                    RAISE;
                END IF;
        END;
        IF taken.outcome = 'accepted' THEN
            last_seq := taken.seq;
            last_hash := taken.hash;
            news := true;
        END IF;
        outcome := taken.outcome;
        at_seq := taken.seq;
        reason := taken.reason;
        RETURN NEXT;
    END LOOP;
    IF news THEN
        UPDATE head h SET seq = last_seq, hash = last_hash;
        PERFORM pg_notify('vigil_log', last_seq::text);
    END IF;
END
$$;

RESET ROLE;
