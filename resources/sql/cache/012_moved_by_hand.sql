-- SPDX-License-Identifier: GPL-3.0-or-later
-- A person has put the study where it is in the line: neither the list nor a rule moves it any more.

ALTER TABLE wanted_study ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0
