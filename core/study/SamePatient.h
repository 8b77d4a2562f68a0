// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Patient.h"

#include <QList>

namespace vigil::study {

/// Whether two keys may be of one patient. A PACS that names no issuer contradicts nobody (it may leave that
/// key out of its answers); two issuers do. Never for an empty id.
[[nodiscard]] bool isSamePatient(const PatientKey& a, const PatientKey& b);
/// Whether all of them may be of one patient: no two contradict each other, not even beside one without an
/// issuer.
[[nodiscard]] bool areOnePatient(const QList<PatientKey>& keys);

} // namespace vigil::study
