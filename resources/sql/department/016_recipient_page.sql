-- SPDX-License-Identifier: GPL-3.0-or-later
-- Links and pass-codes of the recipient's page: the dispatcher that takes over has to open what the one before it sent. Of every
-- secret (link, cookie, pass-code) only a hash is in `body`. Dispatchers alone get at them, by functions.
SET LOCAL ROLE vigil_owner;
SET LOCAL search_path = vigil, pg_temp;

CREATE TABLE page_link (
    selector text PRIMARY KEY,
    version bigint NOT NULL DEFAULT 1,
    expires_at timestamptz NOT NULL,
    body text NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX page_link_expires ON page_link (expires_at);

CREATE TABLE page_code (
    recipient text PRIMARY KEY,
    version bigint NOT NULL DEFAULT 1,
    user_name text NOT NULL,
    body text NOT NULL
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX page_code_user ON page_code (user_name) WHERE user_name <> '';

CREATE FUNCTION page_link_of(of_selector text) RETURNS TABLE (version bigint, body text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = vigil, pg_temp AS $$
    SELECT l.version, l.body FROM page_link l WHERE l.selector = of_selector
$$;

CREATE FUNCTION page_code_of(of_recipient text) RETURNS TABLE (version bigint, body text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = vigil, pg_temp AS $$
    SELECT c.version, c.body FROM page_code c WHERE c.recipient = of_recipient
$$;

CREATE FUNCTION page_code_of_user(of_user text) RETURNS TABLE (body text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = vigil, pg_temp AS $$
    SELECT c.body FROM page_code c WHERE c.user_name = of_user AND of_user <> ''
$$;

-- A selector that is there stays as it is.
CREATE FUNCTION add_page_link(of_selector text, until timestamptz, given text, prune_before timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = vigil, pg_temp SET lock_timeout = '5s' AS $$
BEGIN
    DELETE FROM page_link l WHERE l.expires_at < prune_before;
    INSERT INTO page_link (selector, expires_at, body) VALUES (of_selector, until, given) ON CONFLICT (selector) DO NOTHING;
END
$$;

-- `only_new`: a recipient who is known keeps what is known.
CREATE FUNCTION put_page_code(of_recipient text, called text, given text, only_new boolean) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = vigil, pg_temp SET lock_timeout = '5s' AS $$
BEGIN
    IF only_new THEN
        INSERT INTO page_code (recipient, user_name, body) VALUES (of_recipient, called, given) ON CONFLICT DO NOTHING;
        RETURN;
    END IF;
    INSERT INTO page_code AS c (recipient, user_name, body) VALUES (of_recipient, called, given)
        ON CONFLICT (recipient) DO UPDATE
        SET user_name = excluded.user_name, body = excluded.body, version = c.version + 1;
END
$$;

-- Both rows or none: false when one of them is not as it was read any more. A version of 0 and no text: there is no such row.
CREATE FUNCTION change_page(of_selector text, link_version bigint, link_body text, of_recipient text, code_version bigint,
                            code_body text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = vigil, pg_temp SET lock_timeout = '5s' AS $$
BEGIN
    IF coalesce((SELECT l.version FROM page_link l WHERE l.selector = of_selector FOR UPDATE), 0) <> link_version
        OR (of_recipient <> '|' AND code_version <>
            coalesce((SELECT c.version FROM page_code c WHERE c.recipient = of_recipient FOR UPDATE), 0)) THEN
        RETURN false;
    END IF;
    IF link_body IS NOT NULL THEN
        UPDATE page_link l SET body = link_body, version = l.version + 1 WHERE l.selector = of_selector;
    END IF;
    IF code_body IS NOT NULL THEN
        UPDATE page_code c SET body = code_body, version = c.version + 1 WHERE c.recipient = of_recipient;
    END IF;
    RETURN true;
END
$$;

GRANT EXECUTE ON FUNCTION page_link_of(text), page_code_of(text), page_code_of_user(text),
    add_page_link(text, timestamptz, text, timestamptz), put_page_code(text, text, text, boolean),
    change_page(text, bigint, text, text, bigint, text) TO vigil_dispatcher;

RESET ROLE;
