-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is only momentary, with expiry by the server's clock. NOTIFY when something changes hands, not for renewals.
SET LOCAL ROLE vigil_owner;
SET LOCAL search_path = vigil, pg_temp;

-- Takes, renews or (lease 0) lets go. Answers the holder when somebody else has it, else NULL.
CREATE FUNCTION set_presence(of_topic text, of_key text, on_device text, lease_seconds int) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = vigil, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    now timestamptz := clock_timestamp();
    before lease;
    after lease;
BEGIN
    IF of_topic = 'dispatcher' AND NOT pg_has_role(session_user, 'vigil_dispatcher', 'MEMBER') THEN
        RAISE EXCEPTION 'only the dispatcher beats for the dispatcher' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF length(of_topic) > 200 OR length(of_key) > 200 OR length(on_device) > 200 THEN
        RAISE EXCEPTION 'too long' USING ERRCODE = 'string_data_right_truncation';
    END IF;
    IF lease_seconds <= 0 THEN
        DELETE FROM lease l WHERE l.topic = of_topic AND l.key = of_key AND l.holder = session_user;
        IF FOUND THEN
            PERFORM pg_notify('vigil_presence', of_topic);
        END IF;
        RETURN NULL;
    END IF;
    SELECT * INTO before FROM lease l WHERE l.topic = of_topic AND l.key = of_key AND l.until > now;
    INSERT INTO lease AS l
        VALUES (of_topic, of_key, session_user, on_device, now + make_interval(secs => least(lease_seconds, 86400)))
        ON CONFLICT (topic, key) DO UPDATE
        SET holder = excluded.holder, device = excluded.device, until = excluded.until
        WHERE l.holder = session_user OR l.until <= now
        RETURNING l.* INTO after;
    IF NOT FOUND THEN
        RETURN (SELECT l.holder FROM lease l WHERE l.topic = of_topic AND l.key = of_key);
    END IF;
    IF before.holder IS DISTINCT FROM after.holder OR before.device IS DISTINCT FROM after.device THEN
        PERFORM pg_notify('vigil_presence', of_topic);
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION presence(of_topic text) RETURNS TABLE (topic text, key text, holder text, device text, until timestamptz)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = vigil, pg_temp SET lock_timeout = '5s' AS $$
    SELECT l.topic, l.key, l.holder, l.device, l.until FROM lease l
    WHERE l.topic = of_topic AND l.until > clock_timestamp() ORDER BY l.key
$$;

CREATE FUNCTION register_device(name text, about text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = vigil, pg_temp AS $$
    INSERT INTO device (device, note, registered_by) VALUES (name, about, session_user)
    ON CONFLICT (device) DO UPDATE SET note = excluded.note, registered_by = session_user,
        registered_at = clock_timestamp(), revoked_at = NULL
$$;

CREATE FUNCTION revoke_device(name text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = vigil, pg_temp AS $$
    UPDATE device SET revoked_at = clock_timestamp() WHERE device = name
$$;

CREATE FUNCTION devices() RETURNS TABLE (device text, note text, registered_by text, registered_at timestamptz,
                                         revoked_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = vigil, pg_temp AS $$
    SELECT d.device, d.note, d.registered_by, d.registered_at, d.revoked_at FROM device d ORDER BY d.device
$$;

RESET ROLE;
