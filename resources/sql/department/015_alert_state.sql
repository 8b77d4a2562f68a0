-- SPDX-License-Identifier: GPL-3.0-or-later
-- How alerts stand, for psql and reporting tools. What an alert's events come to is known to the fold alone: the dispatcher,
-- which has it, writes the result here after each round, and there is no second fold in SQL. Neither patients nor findings nor
-- names of staff are in it.
SET LOCAL ROLE vigil_owner;
SET LOCAL search_path = vigil, pg_temp;

CREATE TABLE folded_alert (
    alert_id text PRIMARY KEY,
    fold_version int NOT NULL,
    last_seq bigint NOT NULL,
    state text NOT NULL,
    open boolean NOT NULL,
    category text NOT NULL,
    owner_role text NOT NULL,
    due text NOT NULL,
    next_at timestamptz,
    raised_at timestamptz NOT NULL,
    acknowledge_by timestamptz,
    act_by timestamptz,
    acknowledged_at timestamptz,
    acted_at timestamptz,
    ended_at timestamptz,
    rung int NOT NULL,
    declines int NOT NULL,
    calls int NOT NULL,
    attention int NOT NULL,
    written_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 80);
CREATE INDEX folded_alert_raised ON folded_alert (raised_at);

-- Takes a JSON array of rows; answers how many were new or other than before. What was folded from fewer events than the row
-- that is there comes from a dispatcher that is behind, and changes nothing.
CREATE FUNCTION keep_alert_states(given text) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = vigil, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    changed int;
BEGIN
    INSERT INTO folded_alert AS f
        SELECT r.*, clock_timestamp() FROM json_to_recordset(given::json) AS r (
            alert_id text, fold_version int, last_seq bigint, state text, open boolean, category text, owner_role text, due text,
            next_at timestamptz, raised_at timestamptz, acknowledge_by timestamptz, act_by timestamptz,
            acknowledged_at timestamptz, acted_at timestamptz, ended_at timestamptz, rung int, declines int, calls int,
            attention int)
        WHERE length(r.alert_id) <= 200
        ON CONFLICT (alert_id) DO UPDATE SET (fold_version, last_seq, state, open, category, owner_role, due, next_at, raised_at,
            acknowledge_by, act_by, acknowledged_at, acted_at, ended_at, rung, declines, calls, attention, written_at)
            = (excluded.fold_version, excluded.last_seq, excluded.state, excluded.open, excluded.category, excluded.owner_role,
               excluded.due, excluded.next_at, excluded.raised_at, excluded.acknowledge_by, excluded.act_by,
               excluded.acknowledged_at, excluded.acted_at, excluded.ended_at, excluded.rung, excluded.declines, excluded.calls,
               excluded.attention, excluded.written_at)
        WHERE excluded.last_seq >= f.last_seq
          AND (f.fold_version, f.last_seq, f.state, f.open, f.category, f.owner_role, f.due, f.next_at, f.raised_at,
               f.acknowledge_by, f.act_by, f.acknowledged_at, f.acted_at, f.ended_at, f.rung, f.declines, f.calls, f.attention)
              IS DISTINCT FROM
              (excluded.fold_version, excluded.last_seq, excluded.state, excluded.open, excluded.category, excluded.owner_role,
               excluded.due, excluded.next_at, excluded.raised_at, excluded.acknowledge_by, excluded.act_by,
               excluded.acknowledged_at, excluded.acted_at, excluded.ended_at, excluded.rung, excluded.declines, excluded.calls,
               excluded.attention);
    GET DIAGNOSTICS changed = ROW_COUNT;
    RETURN changed;
END
$$;
GRANT EXECUTE ON FUNCTION keep_alert_states(text) TO vigil_dispatcher;

-- Overdue is a matter of the moment of looking: an open alert whose next time has passed. `behind`: the log has events of this
-- alert that the dispatcher has not folded yet.
CREATE VIEW alert_state AS
    SELECT f.alert_id, f.fold_version, f.last_seq, f.state, f.open, f.category, f.owner_role, f.due, f.next_at,
           f.open AND f.next_at < clock_timestamp() AS overdue, f.raised_at, f.acknowledge_by, f.act_by, f.acknowledged_at,
           f.acted_at, f.ended_at, f.rung, f.declines, f.calls, f.attention, f.written_at, coalesce(a.last_seq > f.last_seq, false) AS behind
    FROM folded_alert f LEFT JOIN aggregate_activity a ON a.aggregate_kind = 'alert' AND a.aggregate_id = f.alert_id;

-- What happened to each alert in order, by the envelopes alone. The time that counts is the earlier of two: when the server
-- received it, and when it happened by a computer's clock as that clock was off.
CREATE VIEW alert_history AS
    SELECT e.seq, e.aggregate_id AS alert_id, e.kind, e.behalf_role, e.device, e.received_at,
           least(e.received_at, e.occurred_at + e.clock_offset_ms * interval '1 millisecond') AS at, e.client_version
    FROM event e WHERE e.aggregate_kind = 'alert';

GRANT SELECT ON alert_state, alert_history TO vigil_auditor, vigil_coordinator;

RESET ROLE;
