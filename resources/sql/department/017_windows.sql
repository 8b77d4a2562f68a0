-- SPDX-License-Identifier: GPL-3.0-or-later
-- A window that takes its leave lets go of its lease; one whose lease ran out went out of sight, and what was done there may not have come.
SET LOCAL ROLE vigil_owner;
SET LOCAL search_path = vigil, pg_temp;

-- What has not run out; of windows also what ran out within the last seven days.
CREATE OR REPLACE FUNCTION presence(of_topic text)
RETURNS TABLE (topic text, key text, holder text, device text, until timestamptz)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = vigil, pg_temp SET lock_timeout = '5s' AS $$
    SELECT l.topic, l.key, l.holder, l.device, l.until FROM lease l
    WHERE l.topic = of_topic
      AND l.until > clock_timestamp() - CASE WHEN of_topic = 'client' THEN interval '7 days' ELSE interval '0' END
    ORDER BY l.key
$$;

RESET ROLE;
