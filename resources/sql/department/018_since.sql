-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is new costs a look-up an event and no planning: after each event everybody asks at once. As one join the planner chose, for a
-- client that had been away for long, to read the table of parts from its beginning for each slice.
SET LOCAL ROLE vigil_owner;
SET LOCAL search_path = vigil, pg_temp;

-- Events after a point, or fork = true when that point is not on this chain. At least one row, for the head, unless the log has a hole.
CREATE OR REPLACE FUNCTION since(of_log uuid, after_seq bigint, after_hash bytea, most int)
RETURNS TABLE (fork boolean, head_seq bigint, head_hash bytea, entry logged)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = vigil, pg_temp SET lock_timeout = '5s'
SET plan_cache_mode = 'force_generic_plan' AS $$
BEGIN
    SELECT h.seq, CASE WHEN h.seq = 0 THEN ''::bytea ELSE h.hash END,
           coalesce(of_log <> l.log_id OR after_seq > h.seq
                    OR (after_seq > 0 AND NOT EXISTS (SELECT FROM event e WHERE e.seq = after_seq AND e.hash = after_hash)), false)
        INTO head_seq, head_hash, fork FROM head h CROSS JOIN log l;
    IF fork OR after_seq >= head_seq THEN
        RETURN NEXT;
    ELSE
        FOR number IN after_seq + 1 .. least(after_seq + most, head_seq) LOOP
            SELECT l.* INTO entry FROM logged l WHERE l.seq = number;
            CONTINUE WHEN NOT FOUND; -- a row was removed: the next one does not fit to the last, and the client says so
            RETURN NEXT;
        END LOOP;
    END IF;
END
$$;

RESET ROLE;
