-- SPDX-License-Identifier: GPL-3.0-or-later
-- What must never get lost on its way: this computer's own events and the messages to other systems.

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID

-- Events made here. They stay for 90 days after the department took them, to be sent again when it was
-- restored from an older copy. `position` is the order in which they were made.
CREATE TABLE own_event (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id TEXT NOT NULL UNIQUE,
  destination TEXT NOT NULL,
  aggregate_kind TEXT NOT NULL,
  aggregate_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  device_seq INTEGER NOT NULL,
  payload BLOB NOT NULL,
  created_at TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'accepted', 'refused', 'conflict')),
  log_id TEXT NOT NULL DEFAULT '',
  seq INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  accepted_at TEXT NOT NULL DEFAULT ''
)

CREATE INDEX own_event_unaccepted ON own_event(destination, position) WHERE state <> 'accepted'

CREATE INDEX own_event_accepted ON own_event(destination, log_id, seq) WHERE state = 'accepted'

-- `destination` says where (which department, which archive); order is kept within (destination, aggregate_id).
-- `lets_pass`: a parked message no longer holds up those behind it.
CREATE TABLE outbox (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id TEXT NOT NULL,
  destination TEXT NOT NULL,
  kind TEXT NOT NULL,
  aggregate_id TEXT NOT NULL,
  payload BLOB NOT NULL,
  priority INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before TEXT NOT NULL DEFAULT '',
  last_error TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'parked')),
  lets_pass INTEGER NOT NULL DEFAULT 0,
  delivered_at TEXT NOT NULL DEFAULT '',
  UNIQUE (message_id, destination)
)

CREATE INDEX outbox_waiting ON outbox(destination, priority, position) WHERE state = 'waiting'

CREATE INDEX outbox_aggregate ON outbox(destination, aggregate_id, position) WHERE state <> 'delivered'

CREATE INDEX outbox_delivered ON outbox(delivered_at) WHERE state = 'delivered'

-- Ends of the department's log that this computer saw: a chain alone cannot show a cut tail.
CREATE TABLE witnessed_head (
  log_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hash BLOB NOT NULL,
  witnessed_at TEXT NOT NULL,
  PRIMARY KEY (log_id, seq, hash)
) WITHOUT ROWID
