-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whom each alert is about, so that whoever begins another one is shown the earlier ones of the whole log, not only of the last 30 days.
SET LOCAL ROLE vigil_owner;
SET LOCAL search_path = vigil, pg_temp;

CREATE TABLE alert_patient (
    seq bigint PRIMARY KEY,
    patient_id text NOT NULL,
    issuer text NOT NULL,
    alert_id text NOT NULL
);
CREATE INDEX alert_patient_id ON alert_patient (patient_id, seq);

-- An alert is taken whatever stands in it: what cannot be read names nobody. An id longer than DICOM's is none.
CREATE FUNCTION patient_named(open text, OUT id text, OUT issuer text) LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    id := open::json -> 'patient' ->> 'id';
    issuer := coalesce(open::json -> 'patient' ->> 'issuer', '');
    IF octet_length(id) NOT BETWEEN 1 AND 1000 THEN
        id := NULL;
    END IF;
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    id := NULL;
END
$$;

-- What a redaction empties is forgotten here as well.
CREATE FUNCTION keep_alert_patient() RETURNS trigger LANGUAGE plpgsql SET search_path = vigil, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM alert_patient a WHERE a.seq = old.seq;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO alert_patient
            SELECT e.seq, named.id, named.issuer, e.aggregate_id FROM event e CROSS JOIN LATERAL patient_named(new.open) named
            WHERE e.seq = new.seq AND e.kind = 'alert.raised' AND e.aggregate_kind = 'alert' AND named.id IS NOT NULL
            ON CONFLICT (seq) DO UPDATE SET (patient_id, issuer, alert_id) = (excluded.patient_id, excluded.issuer, excluded.alert_id);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER part_names_patient AFTER INSERT ON part
    FOR EACH ROW WHEN (new.open LIKE '%"patient"%') EXECUTE FUNCTION keep_alert_patient();
CREATE TRIGGER part_changed AFTER UPDATE OF open OR DELETE ON part
    FOR EACH ROW EXECUTE FUNCTION keep_alert_patient();

INSERT INTO alert_patient
    SELECT e.seq, named.id, named.issuer, e.aggregate_id
    FROM event e JOIN part p USING (seq) CROSS JOIN LATERAL patient_named(p.open) named
    WHERE e.kind = 'alert.raised' AND e.aggregate_kind = 'alert' AND named.id IS NOT NULL;

-- All events of the newest alerts about a patient, open or not; an issuer that one side does not name is no difference. `alerts`: how
-- many there are altogether. No row when there is none.
CREATE FUNCTION alerts_about(of_patient text, of_issuer text, most int) RETURNS TABLE (alerts bigint, entry logged)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = vigil, pg_temp SET lock_timeout = '5s'
SET plan_cache_mode = 'force_generic_plan' AS $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT a.alert_id, count(*) OVER () AS alerts FROM alert_patient a
        WHERE a.patient_id = of_patient AND (of_issuer = '' OR a.issuer IN (of_issuer, ''))
        GROUP BY a.alert_id ORDER BY max(a.seq) DESC LIMIT least(most, 50)
    LOOP
        alerts := found.alerts;
        FOR entry IN SELECT l.* FROM logged l WHERE l.aggregate_kind = 'alert' AND l.aggregate_id = found.alert_id ORDER BY l.seq LOOP
            RETURN NEXT;
        END LOOP;
    END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION alerts_about(text, text, int) TO vigil_member;

RESET ROLE;
