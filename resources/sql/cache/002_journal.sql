-- SPDX-License-Identifier: GPL-3.0-or-later
-- The mirror of the department's log, and own events that are not in it yet (seq 0, log_id ''). All times as
-- the envelope writes them.

CREATE TABLE event (
  event_id TEXT PRIMARY KEY,
  log_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  own_position INTEGER NOT NULL DEFAULT 0,
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
  open BLOB NOT NULL,
  sealed BLOB NOT NULL,
  received_at TEXT NOT NULL,
  submitter TEXT NOT NULL,
  open_sha256 BLOB NOT NULL,
  sealed_sha256 BLOB NOT NULL,
  previous_hash BLOB NOT NULL,
  hash BLOB NOT NULL
)

CREATE INDEX event_aggregate ON event(aggregate_kind, aggregate_id, seq)

CREATE UNIQUE INDEX event_log ON event(log_id, seq) WHERE seq > 0

CREATE INDEX event_pending ON event(own_position) WHERE seq = 0

-- How far each department has been read. `complete_from`: everything after this position is mirrored, before it only
-- a working set.
CREATE TABLE journal_cursor (
  destination TEXT PRIMARY KEY,
  log_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hash BLOB NOT NULL,
  complete_from INTEGER NOT NULL,
  clock_offset_ms INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID

-- Which version of each fold the projections were made with.
CREATE TABLE projection (
  name TEXT PRIMARY KEY,
  fold_version INTEGER NOT NULL
) WITHOUT ROWID

CREATE TABLE presence (
  log_id TEXT NOT NULL,
  topic TEXT NOT NULL,
  key TEXT NOT NULL,
  holder TEXT NOT NULL,
  device TEXT NOT NULL,
  until TEXT NOT NULL,
  PRIMARY KEY (log_id, topic, key, holder, device)
) WITHOUT ROWID
