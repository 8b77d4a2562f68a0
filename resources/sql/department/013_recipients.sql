-- SPDX-License-Identifier: GPL-3.0-or-later
-- What recipients without a login do on the dispatcher's page: recorded by the dispatcher, in somebody's name only. A kind in `may`
-- that ends in ' for another' covers events that name on whose behalf they are.
SET LOCAL ROLE vigil_owner;
SET LOCAL search_path = vigil, pg_temp;

INSERT INTO may (role, kind)
    SELECT 'vigil_dispatcher', kind FROM unnest(ARRAY['alert.viewed for another', 'alert.acknowledged for another',
        'alert.declined for another', 'alert.acted_on for another', 'alert.sign_in_locked']) AS kind;

CREATE FUNCTION covers(kinds text[], e event) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN (e).kind = ANY (kinds) OR split_part((e).kind, '.', 1) || '.*' = ANY (kinds)
    OR ((e).behalf_name <> '' AND (e).behalf_role <> '' AND (e).kind || ' for another' = ANY (kinds));

-- As before, but for what the two lists of kinds cover.
CREATE OR REPLACE FUNCTION objection_of_author(e event, open text, sealed text, my_kinds text[]) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    who text := e.author;
    from_device text := e.device;
    kinds text[] := my_kinds;
BEGIN
    IF e.kind <> 'alert.raised' AND (json_typeof(open::json) <> 'object'
                                     OR (sealed <> '' AND json_typeof(sealed::json) <> 'object')) THEN
        RETURN 'a part is not a JSON object';
    END IF;
    IF has_sealed_author(e.kind) THEN
        IF e.author <> '' OR e.device <> '' OR e.device_seq <> 0 OR e.behalf_name || e.behalf_role || e.behalf_registration
           || e.behalf_how_known <> '' THEN
            RETURN 'the author of this kind has to be sealed';
        END IF;
        who := coalesce(nullif(sealed, '')::json ->> 'author', '');
        from_device := coalesce(nullif(sealed, '')::json ->> 'device', '');
    END IF;
    IF who = '' THEN
        RETURN 'the event names no author';
    END IF;
    IF who <> session_user THEN
        IF NOT EXISTS (SELECT FROM device d WHERE d.device = from_device AND d.revoked_at IS NULL) THEN
            RETURN 'the author is neither the user who sends it nor known on a registered device';
        END IF;
        SELECT coalesce(array_agg(m.kind), '{}') INTO kinds
            FROM pg_roles r JOIN may m ON pg_has_role(r.oid, m.role, 'MEMBER') WHERE r.rolname = who;
    END IF;
    IF covers(kinds, e) THEN
        RETURN '';
    END IF;
    RETURN 'the author has no right to record this';
END
$$;

RESET ROLE;
