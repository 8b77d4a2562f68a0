-- SPDX-License-Identifier: GPL-3.0-or-later
-- What somebody has begun about alerts and neither recorded nor discarded: it outlives a crash, for whoever began it.
CREATE TABLE begun_alert(
  user_id TEXT NOT NULL,
  begun_id TEXT NOT NULL,
  report_id TEXT NOT NULL,
  patient BLOB NOT NULL,
  procedures BLOB NOT NULL,
  corrects_alert TEXT NOT NULL,
  corrects_report TEXT NOT NULL,
  moved_to TEXT NOT NULL,
  fields BLOB NOT NULL,
  problem TEXT NOT NULL,
  begun_at TEXT NOT NULL,
  PRIMARY KEY(user_id, begun_id)
) WITHOUT ROWID

-- Half-filled forms: the call about an alert, its hand-over. `preset`: what stood in the form before anybody typed.
CREATE TABLE begun_act(
  user_id TEXT NOT NULL,
  alert_id TEXT NOT NULL,
  act TEXT NOT NULL,
  facts BLOB NOT NULL,
  preset BLOB NOT NULL,
  begun_at TEXT NOT NULL,
  PRIMARY KEY(user_id, alert_id, act)
) WITHOUT ROWID
