-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which dispatcher delivers. An advisory lock can be taken by anybody who may log in, and then nobody delivers; this one is for
-- dispatchers only, and lasts as long as the session that holds it.
SET LOCAL ROLE vigil_owner;
SET LOCAL search_path = vigil, pg_temp;

CREATE TABLE turn (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    pid int NOT NULL DEFAULT 0,
    session_began timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 10);
INSERT INTO turn DEFAULT VALUES;

-- Takes the turn when its session has ended; true when it is the caller's.
CREATE FUNCTION hold_turn() RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = vigil, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    held turn;
    mine timestamptz;
BEGIN
    SELECT t.* INTO held FROM turn t FOR UPDATE;
    SELECT a.backend_start INTO mine FROM pg_stat_activity a WHERE a.pid = pg_backend_pid();
    IF held.pid = pg_backend_pid() AND held.session_began = mine THEN
        RETURN true;
    END IF;
    IF EXISTS (SELECT FROM pg_stat_activity a WHERE a.pid = held.pid AND a.backend_start = held.session_began) THEN
        RETURN false;
    END IF;
    UPDATE turn t SET pid = pg_backend_pid(), session_began = mine;
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION hold_turn() TO vigil_dispatcher;

RESET ROLE;
