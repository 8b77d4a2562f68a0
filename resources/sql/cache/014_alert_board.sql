-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which alerts are on the board, in its order and at which revision, is read whenever one has changed: from the index
-- alone, without the rows.

DROP INDEX alert_board

CREATE INDEX alert_board ON alert(open DESC, rank, next_at, raised_at DESC, revision)
