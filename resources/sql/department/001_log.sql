-- SPDX-License-Identifier: GPL-3.0-or-later
-- The department queue: roles, tables and the chain. Run by `vigilctl department init` as a role that may create roles and
-- schemas; everything then belongs to vigil_owner, which nobody logs in as. People are given functions, never tables.

DO $$
DECLARE
    name text;
BEGIN
    IF current_setting('server_encoding') <> 'UTF8' THEN
        RAISE EXCEPTION 'the database must be UTF8' USING ERRCODE = 'VG002';
    END IF;
    FOREACH name IN ARRAY ARRAY['vigil_owner', 'vigil_member', 'vigil_reporter', 'vigil_reviewer', 'vigil_coordinator',
                                'vigil_dispatcher', 'vigil_auditor', 'vigil_administrator'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', name);
        END IF;
    END LOOP;
    -- Roles are shared by all databases of a server: which departments a person may enter is said by CONNECT alone.
    EXECUTE format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    -- A psql that leaves a transaction open after append() would keep everybody waiting.
    EXECUTE format('ALTER DATABASE %I SET idle_in_transaction_session_timeout = ''15s''', current_database());
END
$$;

GRANT vigil_owner TO CURRENT_USER;
GRANT vigil_member TO vigil_reporter, vigil_reviewer, vigil_coordinator, vigil_dispatcher, vigil_auditor,
    vigil_administrator;

CREATE SCHEMA vigil AUTHORIZATION vigil_owner;
SET LOCAL ROLE vigil_owner;
SET LOCAL search_path = vigil, pg_temp;
ALTER DEFAULT PRIVILEGES FOR ROLE vigil_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE TABLE migration (
    number int PRIMARY KEY,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE log (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    log_id uuid NOT NULL DEFAULT gen_random_uuid(),
    minimum_client text NOT NULL DEFAULT '0.1.0'
);
INSERT INTO log DEFAULT VALUES;

-- The last event. Locking this row is what makes seq order = commit order.
CREATE TABLE head (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    seq bigint NOT NULL,
    hash bytea NOT NULL
) WITH (fillfactor = 10);
INSERT INTO head VALUES (true, 0, decode(repeat('00', 32), 'hex'));

CREATE TABLE event (
    seq bigint PRIMARY KEY,
    event_id uuid NOT NULL UNIQUE,
    aggregate_kind text NOT NULL,
    aggregate_id text NOT NULL,
    kind text NOT NULL,
    kind_version int NOT NULL,
    author text NOT NULL,
    behalf_name text NOT NULL,
    behalf_role text NOT NULL,
    behalf_registration text NOT NULL,
    behalf_how_known text NOT NULL,
    device text NOT NULL,
    device_seq bigint NOT NULL,
    occurred_at timestamptz NOT NULL,
    clock_offset_ms bigint NOT NULL,
    policy_sha256 text NOT NULL,
    client_version text NOT NULL,
    submitter text NOT NULL,
    received_at timestamptz NOT NULL,
    open_sha256 bytea NOT NULL,
    sealed_sha256 bytea NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL
);
CREATE INDEX event_of_aggregate ON event (aggregate_kind, aggregate_id, seq);

-- Apart from the envelope, so that a part can be masked for a role or emptied while the chain stays valid. The submitter of a
-- sealed author stands here, hashed with the sealed part and as invisible.
CREATE TABLE part (
    seq bigint PRIMARY KEY REFERENCES event (seq),
    open text NOT NULL,
    sealed text NOT NULL,
    salt bytea NOT NULL,
    sealed_submitter text NOT NULL
);

-- Which aggregates a new client is given: see the README one folder up.
CREATE TABLE aggregate_activity (
    aggregate_kind text NOT NULL,
    aggregate_id text NOT NULL,
    last_seq bigint NOT NULL,
    last_at timestamptz NOT NULL,
    closed_seq bigint,
    PRIMARY KEY (aggregate_kind, aggregate_id)
) WITH (fillfactor = 80);

-- What the department took although something about it was odd.
CREATE TABLE flagged (
    seq bigint PRIMARY KEY REFERENCES event (seq),
    what text NOT NULL
);

-- Computers whose queued events may be sent by whoever is logged in there.
CREATE TABLE device (
    device text PRIMARY KEY,
    note text NOT NULL,
    registered_by text NOT NULL DEFAULT session_user,
    registered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    revoked_at timestamptz
);

-- Who may record which kind; 'alert.*' is every kind of that family.
CREATE TABLE may (
    role text NOT NULL,
    kind text NOT NULL,
    PRIMARY KEY (role, kind)
);

-- Who looked at which sealed part.
CREATE TABLE revealed (
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    who text NOT NULL,
    event_id uuid NOT NULL
);

-- Presence: claims, leases, heartbeats. Lost when the server crashes, as it should be.
CREATE UNLOGGED TABLE lease (
    topic text NOT NULL,
    key text NOT NULL,
    holder text NOT NULL,
    device text NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (topic, key)
) WITH (fillfactor = 50);

-- The chain, byte for byte as core/journal/Chain.h documents it.
CREATE FUNCTION iso(t timestamptz) RETURNS text LANGUAGE sql STABLE
RETURN to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

CREATE FUNCTION netstring(t text) RETURNS text LANGUAGE sql STABLE
RETURN octet_length(t) || ':' || t || ',';

CREATE FUNCTION open_digest(open text) RETURNS bytea LANGUAGE sql STABLE
RETURN sha256(convert_to(open, 'UTF8'));

CREATE FUNCTION sealed_digest(salt bytea, sealed text, sealed_submitter text) RETURNS bytea LANGUAGE sql STABLE
RETURN sha256(salt || convert_to(netstring(sealed) || netstring(sealed_submitter), 'UTF8'));

CREATE FUNCTION link_hash(of_log uuid, e event) RETURNS bytea LANGUAGE sql STABLE
RETURN sha256((e).previous_hash || convert_to('vigil-chain-1:'
    || netstring(of_log::text) || netstring((e).seq::text) || netstring((e).event_id::text)
    || netstring((e).aggregate_kind) || netstring((e).aggregate_id)
    || netstring((e).kind) || netstring((e).kind_version::text)
    || netstring((e).author) || netstring((e).submitter)
    || netstring((e).behalf_name) || netstring((e).behalf_role)
    || netstring((e).behalf_registration) || netstring((e).behalf_how_known)
    || netstring((e).device) || netstring((e).device_seq::text)
    || netstring(iso((e).occurred_at)) || netstring((e).clock_offset_ms::text)
    || netstring((e).policy_sha256) || netstring((e).client_version) || netstring(iso((e).received_at)), 'UTF8')
    || (e).open_sha256 || (e).sealed_sha256);

CREATE FUNCTION has_sealed_author(kind text) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN kind = 'report.signed';

CREATE FUNCTION closes_aggregate(kind text, aggregate_kind text) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN kind IN ('alert.closed', 'alert.withdrawn') OR (aggregate_kind <> 'alert' AND kind LIKE '%.closed');

RESET ROLE;
