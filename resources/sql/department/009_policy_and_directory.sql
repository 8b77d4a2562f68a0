-- SPDX-License-Identifier: GPL-3.0-or-later
-- Policies and the directory are published through the log. Who may: the coordinator (fail-safe officer) and the reviewer
-- (senior clinician) beside the administrator, so that two people of different work stand behind a policy.
SET LOCAL ROLE vigil_owner;
SET LOCAL search_path = vigil, pg_temp;

INSERT INTO may (role, kind) VALUES
    ('vigil_coordinator', 'policy.proposed'), ('vigil_coordinator', 'policy.approved'),
    ('vigil_reviewer', 'policy.proposed'), ('vigil_reviewer', 'policy.approved'),
    ('vigil_reporter', 'directory.entry_verified')
ON CONFLICT DO NOTHING;

-- The text is that of 002 with one rule more: a policy takes two people who each sent their own act. A registered device
-- could otherwise speak for a second person.
CREATE FUNCTION policy_objection(e event, open text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    proposed event;
BEGIN
    IF split_part(e.kind, '.', 1) <> 'policy' THEN
        RETURN '';
    END IF;
    IF e.author <> session_user THEN
        RETURN 'a policy is proposed and approved by the user who sends it, never relayed';
    END IF;
    IF e.kind = 'policy.approved' THEN
        SELECT ev.* INTO proposed FROM event ev
            WHERE ev.event_id::text = open::json ->> 'proposal' AND ev.kind = 'policy.proposed'
              AND ev.aggregate_kind = e.aggregate_kind AND ev.aggregate_id = e.aggregate_id;
        IF proposed.seq IS NULL THEN
            RETURN 'approves a policy that was not proposed';
        ELSIF lower(proposed.author) = lower(e.author) THEN
            RETURN 'a policy is approved by another person than the one who proposed it';
        END IF;
    END IF;
    RETURN '';
END
$$;

ALTER FUNCTION objection(event, text, text, text[]) RENAME TO objection_of_author;

CREATE FUNCTION objection(e event, open text, sealed text, my_kinds text[]) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    found text := objection_of_author(e, open, sealed, my_kinds);
BEGIN
    IF found <> '' THEN
        RETURN found;
    END IF;
    RETURN policy_objection(e, open);
END
$$;

RESET ROLE;
