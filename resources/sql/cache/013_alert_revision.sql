-- SPDX-License-Identifier: GPL-3.0-or-later
-- Another number whenever the row of an alert is written: who has read it knows whether it is still the same.

ALTER TABLE alert ADD COLUMN revision INTEGER NOT NULL DEFAULT 0
