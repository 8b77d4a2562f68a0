-- SPDX-License-Identifier: GPL-3.0-or-later
-- The department queue of one room: the same log as resources/sql/department, in one SQLite file owned by one process.
-- A blank line ends a statement. Times are ISO 8601 text in UTC with microseconds.
CREATE TABLE log (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    log_id TEXT NOT NULL
) STRICT;

CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    event_id TEXT NOT NULL UNIQUE,
    aggregate_kind TEXT NOT NULL,
    aggregate_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    kind_version INTEGER NOT NULL,
    author TEXT NOT NULL,
    behalf_name TEXT NOT NULL,
    behalf_role TEXT NOT NULL,
    behalf_registration TEXT NOT NULL,
    behalf_how_known TEXT NOT NULL,
    device TEXT NOT NULL,
    device_seq INTEGER NOT NULL,
    occurred_at TEXT NOT NULL,
    clock_offset_ms INTEGER NOT NULL,
    policy_sha256 TEXT NOT NULL,
    client_version TEXT NOT NULL,
    submitter TEXT NOT NULL,
    received_at TEXT NOT NULL,
    open_sha256 BLOB NOT NULL,
    sealed_sha256 BLOB NOT NULL,
    previous_hash BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;

CREATE INDEX event_of_aggregate ON event (aggregate_kind, aggregate_id, seq);

-- Apart from the envelope, so that a part can be emptied while the chain stays valid.
CREATE TABLE part (
    seq INTEGER PRIMARY KEY REFERENCES event (seq),
    open TEXT NOT NULL,
    sealed TEXT NOT NULL,
    salt BLOB NOT NULL,
    sealed_submitter TEXT NOT NULL
) STRICT;

-- Which aggregates belong to the working set: see resources/sql/README.md.
CREATE TABLE aggregate_activity (
    aggregate_kind TEXT NOT NULL,
    aggregate_id TEXT NOT NULL,
    last_seq INTEGER NOT NULL,
    last_at TEXT NOT NULL,
    closed_seq INTEGER,
    PRIMARY KEY (aggregate_kind, aggregate_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE presence (
    topic TEXT NOT NULL,
    key TEXT NOT NULL,
    holder TEXT NOT NULL,
    device TEXT NOT NULL,
    until TEXT NOT NULL,
    PRIMARY KEY (topic, key)
) STRICT, WITHOUT ROWID;
