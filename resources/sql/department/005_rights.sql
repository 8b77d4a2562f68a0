-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who may do what. `may` is data: a department narrows or widens it with INSERT and DELETE as vigil_owner.
SET LOCAL ROLE vigil_owner;
SET LOCAL search_path = vigil, pg_temp;

INSERT INTO may (role, kind)
    SELECT 'vigil_reporter', kind FROM unnest(ARRAY['alert.raised', 'alert.telephoned', 'alert.call_handed_over',
        'alert.viewed', 'alert.acknowledged', 'alert.declined', 'alert.escalated', 'alert.acted_on', 'alert.closed',
        'alert.recategorised', 'alert.rerouted', 'alert.withdrawn', 'alert.retracted', 'alert.noted', 'report.*', 'study.*',
        'follow_up.*', 'followup.*', 'review.*', 'learning.*']) AS kind
    UNION ALL
    SELECT 'vigil_reviewer', kind FROM unnest(ARRAY['alert.raised', 'alert.viewed', 'alert.telephoned', 'review.*',
        'learning.*', 'part.revealed']) AS kind
    UNION ALL
    SELECT 'vigil_coordinator', kind FROM unnest(ARRAY['alert.*', 'follow_up.*', 'followup.*', 'notice.*', 'study.*',
        'directory.*', 'part.revealed']) AS kind
    UNION ALL
    SELECT 'vigil_dispatcher', kind FROM unnest(ARRAY['alert.raised', 'alert.escalated', 'alert.delivered', 'notice.*',
        'follow_up.*', 'followup.*', 'dispatcher.*']) AS kind
    UNION ALL
    SELECT 'vigil_auditor', kind FROM unnest(ARRAY['alert.raised', 'part.revealed']) AS kind
    UNION ALL
    SELECT 'vigil_administrator', kind FROM unnest(ARRAY['alert.raised', 'policy.*', 'directory.*', 'department.*',
        'template.*', 'part.redacted']) AS kind;

-- Whoever may connect is authenticated: an alert is never refused for want of a role.
GRANT USAGE ON SCHEMA vigil TO PUBLIC;
GRANT EXECUTE ON FUNCTION hello(), append(text[]) TO PUBLIC;
GRANT EXECUTE ON FUNCTION since(uuid, bigint, bytea, int), bootstrap(), history(text, text), hash_at(bigint), reveal(uuid),
    set_presence(text, text, text, int), presence(text) TO vigil_member;
GRANT EXECUTE ON FUNCTION first_bad(bigint, bigint), reveals() TO vigil_auditor, vigil_administrator;
GRANT EXECUTE ON FUNCTION flags(), devices() TO vigil_auditor, vigil_administrator, vigil_coordinator;
GRANT EXECUTE ON FUNCTION register_device(text, text), revoke_device(text) TO vigil_administrator;

RESET ROLE;
