-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whether an alert that was withdrawn, replaced or only documented is over is known to the fold alone: the dispatcher, which has
-- it, says so. An event that comes later opens the aggregate again, as after any closing.
SET LOCAL ROLE vigil_owner;
SET LOCAL search_path = vigil, pg_temp;

-- True when nothing happened since `at_seq` nor within the last 30 days: such an aggregate leaves the working set of new clients.
CREATE FUNCTION settle(of_kind text, of_id text, at_seq bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = vigil, pg_temp SET lock_timeout = '5s' AS $$
BEGIN
    UPDATE aggregate_activity a SET closed_seq = at_seq
        WHERE a.aggregate_kind = of_kind AND a.aggregate_id = of_id AND a.last_seq = at_seq
          AND a.last_at < clock_timestamp() - interval '30 days';
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION settle(text, text, bigint) TO vigil_dispatcher;

RESET ROLE;
