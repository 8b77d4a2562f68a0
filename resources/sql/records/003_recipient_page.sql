-- SPDX-License-Identifier: GPL-3.0-or-later
-- The recipient's page: pass-codes, links and who is signed in by them. Of every secret only a hash is kept.
CREATE TABLE page_code(
  recipient TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  registration TEXT NOT NULL,
  user_name TEXT NOT NULL,
  hash BLOB NOT NULL,
  wrong_attempts INTEGER NOT NULL DEFAULT 0,
  locked_until TEXT,
  set_at TEXT NOT NULL
) WITHOUT ROWID

CREATE UNIQUE INDEX page_code_user ON page_code(user_name) WHERE user_name<>''

CREATE TABLE page_link(
  selector TEXT PRIMARY KEY,
  log_id TEXT NOT NULL DEFAULT '',
  secret_sha256 BLOB NOT NULL,
  alert_id TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  wrong_codes INTEGER NOT NULL DEFAULT 0,
  locked INTEGER NOT NULL DEFAULT 0,
  session_sha256 BLOB,
  seen_at TEXT,
  signer_name TEXT NOT NULL DEFAULT '',
  signer_registration TEXT NOT NULL DEFAULT '',
  how_known TEXT NOT NULL DEFAULT '',
  viewed INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID

CREATE INDEX page_link_expires ON page_link(expires_at)
