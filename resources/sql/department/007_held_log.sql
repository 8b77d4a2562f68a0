-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whoever may append could keep everybody waiting by never ending the transaction: the time-out for that is a setting which a
-- session may change for itself. So a client that finds the log held has whoever holds it for too long thrown out.
GRANT pg_read_all_stats, pg_signal_backend TO vigil_owner;

SET LOCAL ROLE vigil_owner;
SET LOCAL search_path = vigil, pg_temp;

-- Answers how many were thrown out. An append takes seconds at most; a superuser's session is left alone, and so is a backup,
-- which does not lock rows.
CREATE FUNCTION free_log() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = vigil, pg_temp AS $$
    SELECT count(*) FILTER (WHERE pg_terminate_backend(a.pid))
    FROM pg_stat_activity a JOIN pg_roles r ON r.oid = a.usesysid
    WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND NOT r.rolsuper
      AND a.xact_start < clock_timestamp() - interval '15 seconds'
      AND EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.relation = 'head'::regclass AND l.granted
                                           AND l.mode IN ('RowShareLock', 'RowExclusiveLock'))
$$;
GRANT EXECUTE ON FUNCTION free_log() TO vigil_member;

RESET ROLE;
