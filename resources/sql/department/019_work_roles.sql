-- SPDX-License-Identifier: GPL-3.0-or-later
-- In which role somebody works ("Consultant radiologist", "Duty radiologist", "Fail-safe officer"): what a client says of it counts in
-- the fold, so the server knows it as well. A login that is given any may say these only; one that was given none says what it likes,
-- and `vigilctl department check` names it once anybody is bound. Nothing is deleted: who had which role when stays on record.
SET LOCAL ROLE vigil_owner;
SET LOCAL search_path = vigil, pg_temp;

CREATE TABLE work_role (
    login text NOT NULL CHECK (login <> ''),
    role text NOT NULL CHECK (role = btrim(role) AND role <> '' AND length(role) <= 200),
    granted_by text NOT NULL DEFAULT session_user,
    granted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    revoked_by text,
    revoked_at timestamptz
);
CREATE UNIQUE INDEX work_role_now ON work_role (login, lower(role)) WHERE revoked_at IS NULL;

-- From now on the login works in these roles and in no other one; none: it is bound no more.
CREATE FUNCTION set_work_roles(of_login text, roles text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = vigil, pg_temp AS $$
BEGIN
    UPDATE work_role w SET revoked_by = session_user, revoked_at = clock_timestamp()
        WHERE w.login = of_login AND w.revoked_at IS NULL
          AND lower(w.role) NOT IN (SELECT lower(btrim(each)) FROM unnest(roles) AS each);
    INSERT INTO work_role (login, role, granted_by)
        SELECT DISTINCT ON (lower(btrim(each))) of_login, btrim(each), session_user FROM unnest(roles) AS each
        WHERE NOT EXISTS (SELECT FROM work_role w
                          WHERE w.login = of_login AND w.revoked_at IS NULL AND lower(w.role) = lower(btrim(each)));
END
$$;

CREATE FUNCTION work_roles() RETURNS TABLE (login text, role text, granted_by text, granted_at timestamptz, revoked_by text,
                                            revoked_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = vigil, pg_temp AS $$
    SELECT w.login, w.role, w.granted_by, w.granted_at, w.revoked_by, w.revoked_at FROM work_role w ORDER BY w.login, w.granted_at
$$;

-- Those of whoever asks; none: not bound.
CREATE FUNCTION my_work_roles() RETURNS TABLE (role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = vigil, pg_temp AS $$
    SELECT w.role FROM work_role w WHERE w.login = session_user AND w.revoked_at IS NULL ORDER BY w.role
$$;

-- What counts in the fold by the role of whoever did it; what was done for somebody else counts by theirs. Everything else (calls, notes,
-- what was viewed) is taken in whatever role: it is lost otherwise, and gives nobody a right.
CREATE FUNCTION counts_by_role(e event, says json) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN (e).behalf_role = '' AND ((e).kind IN ('alert.acknowledged', 'alert.acted_on', 'alert.withdrawn', 'alert.superseded',
                                              'alert.recategorised')
                                 OR (e).kind LIKE 'policy.%'
                                 OR ((e).kind = 'alert.telephoned' AND coalesce(says ->> 'outcome', '') = 'cannotBeReached'));

-- Reads the event only where somebody is bound. By the roles of when it was done: what was recorded offline is not refused because a role
-- was taken away since; as the time is the client's, for seven days at most.
CREATE FUNCTION role_objection(e event, open text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    says text;
BEGIN
    IF e.author = '' OR NOT EXISTS (SELECT FROM work_role w WHERE w.login = e.author AND w.revoked_at IS NULL) THEN
        RETURN '';
    END IF;
    BEGIN
        IF e.kind <> 'alert.raised' AND NOT counts_by_role(e, open::json) THEN
            RETURN '';
        END IF;
        says := coalesce(open::json -> 'by' ->> 'role', '');
    EXCEPTION
        WHEN OTHERS THEN
            RETURN 'the role of the author cannot be read'; -- of an alert only: what else is no JSON was refused before
    END;
    IF says = '' OR EXISTS (SELECT FROM work_role w
                            WHERE w.login = e.author AND lower(w.role) = lower(says)
                              AND (w.revoked_at IS NULL OR w.revoked_at > greatest(e.occurred_at, clock_timestamp() - interval '7 days'))) THEN
        RETURN '';
    END IF;
    RETURN 'the author does not work in this role';
END
$$;

CREATE OR REPLACE FUNCTION objection(e event, open text, sealed text, my_kinds text[]) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    found text := objection_of_author(e, open, sealed, my_kinds);
BEGIN
    IF found = '' THEN
        found := role_objection(e, open);
    END IF;
    IF found = '' THEN
        found := policy_objection(e, open);
    END IF;
    RETURN found;
END
$$;

GRANT EXECUTE ON FUNCTION set_work_roles(text, text[]) TO vigil_administrator;
GRANT EXECUTE ON FUNCTION work_roles() TO vigil_administrator, vigil_auditor;
GRANT EXECUTE ON FUNCTION my_work_roles() TO vigil_member;

RESET ROLE;
