-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which of the missing instances came damaged and were not kept: a JSON object, SOP Instance UID → reason.

ALTER TABLE retrieval ADD COLUMN damaged TEXT NOT NULL DEFAULT '{}'
