-- SPDX-License-Identifier: GPL-3.0-or-later
-- A working set on its way here, page by page; it becomes the mirror when it is complete. Columns as in event.
CREATE TABLE arriving AS
SELECT event_id, log_id, seq, aggregate_kind, aggregate_id, kind, kind_version, author, behalf_name, behalf_role,
  behalf_registration, behalf_how_known, device, device_seq, occurred_at, clock_offset_ms, policy_sha256,
  client_version, open, sealed, received_at, submitter, open_sha256, sealed_sha256, previous_hash, hash
FROM event WHERE false
