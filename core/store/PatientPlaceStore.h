// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/Transaction.h"
#include "core/study/Patient.h"

#include <QDate>

#include <optional>

namespace vigil::store {

/// Where a patient is, as the hospital's system said last.
struct PatientPlace {
    study::PatientKey patient;
    QDate birthDate; ///< may be invalid
    QString location;
    bool discharged = false;
    UtcTime movedAt;

    bool operator==(const PatientPlace&) const = default;
};

/// The SQL of patient_place (vigil.db). Stateless.
class PatientPlaceStore {
public:
    /// The newest; an issuer that one side does not name is no difference. Nothing when two issuers may be
    /// meant.
    static Result<std::optional<PatientPlace>> find(const Database& records,
                                                    const study::PatientKey& patient);
    /// What happened before what is known changes nothing: messages may overtake each other.
    static Result<void> keep(Transaction& records, const PatientPlace& place);
    /// Removes what was said before `before`.
    static Result<void> prune(Transaction& records, UtcTime before);
};

} // namespace vigil::store
