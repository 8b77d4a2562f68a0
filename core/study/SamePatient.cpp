// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/SamePatient.h"

namespace vigil::study {

bool isSamePatient(const PatientKey& a, const PatientKey& b) {
    return !a.id.isEmpty() && a.id == b.id &&
           (a.issuer == b.issuer || a.issuer.isEmpty() || b.issuer.isEmpty());
}

bool areOnePatient(const QList<PatientKey>& keys) {
    QString issuer;
    for (const auto& key : keys) {
        if (!isSamePatient({issuer, keys.first().id}, key)) return false;
        if (issuer.isEmpty()) issuer = key.issuer;
    }
    return true;
}

} // namespace vigil::study
