// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/PatientPlaceStore.h"

#include "core/store/Values.h"
#include "core/study/SamePatient.h"

namespace vigil::store {

Result<std::optional<PatientPlace>> PatientPlaceStore::find(const Database& records,
                                                            const study::PatientKey& patient) {
    QList<PatientPlace> found;
    QList<study::PatientKey> keys{patient};
    VIGIL_CHECK(records.rows(
        QStringLiteral(
            "SELECT issuer,birth_date,location,discharged,moved_at FROM patient_place WHERE patient_id=? "
            "ORDER BY moved_at DESC"),
        {patient.id}, [&](const Row& row) {
            const study::PatientKey key{row.text(0), patient.id};
            if (!study::isSamePatient(key, patient)) return;
            keys << key;
            found << PatientPlace{key, QDate::fromString(row.text(1), Qt::ISODate), row.text(2),
                                  row.integer(3) != 0, row.time(4)};
        }));
    if (found.isEmpty() || !study::areOnePatient(keys)) return std::optional<PatientPlace>();
    return std::optional(found.first());
}

Result<void> PatientPlaceStore::keep(Transaction& records, const PatientPlace& place) {
    return executed(records.execute(
        QStringLiteral("INSERT INTO patient_place(patient_id,issuer,birth_date,location,discharged,moved_at) "
                       "VALUES(?,?,?,?,?,?) ON CONFLICT(patient_id,issuer) DO UPDATE SET "
                       "birth_date=excluded.birth_date, location=excluded.location, "
                       "discharged=excluded.discharged, moved_at=excluded.moved_at "
                       "WHERE excluded.moved_at>=patient_place.moved_at"),
        {text(place.patient.id), text(place.patient.issuer), text(place.birthDate.toString(Qt::ISODate)),
         text(place.location), place.discharged ? 1 : 0, toIso(place.movedAt)}));
}

Result<void> PatientPlaceStore::prune(Transaction& records, UtcTime before) {
    return executed(
        records.execute(QStringLiteral("DELETE FROM patient_place WHERE moved_at<?"), {toIso(before)}));
}

} // namespace vigil::store
