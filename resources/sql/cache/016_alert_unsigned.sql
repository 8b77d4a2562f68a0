-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is over and stands, and by when its report was to be signed: found from the index alone, without reading all
-- that is closed.

ALTER TABLE alert ADD COLUMN sign_by TEXT

CREATE INDEX alert_unsigned ON alert(open, raised_at, sign_by, revision) WHERE open=0 AND sign_by IS NOT NULL
