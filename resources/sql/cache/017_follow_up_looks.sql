-- SPDX-License-Identifier: GPL-3.0-or-later
-- When the PACS was last asked for the examination of a follow-up, so that a restart does not ask for all of them again. The row without
-- an id is that of the PACS themselves: since when one has not answered, how often in a row none did, and when it was tried.
CREATE TABLE follow_up_look(
  follow_up_id TEXT PRIMARY KEY,
  looked_at TEXT NOT NULL,
  silent_since TEXT NOT NULL DEFAULT '',
  failures INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID
