// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/notify/AlertNotice.h"
#include "tests/fakes/FixedClock.h"

namespace vigil::test {

/// A critical pneumothorax for the responsible consultant; the patient's name and text hold what HL7
/// reserves.
inline notify::AlertNotice aNotice() {
    notify::AlertNotice notice;
    notice.noticeId = QUuid(QStringLiteral("0b7d7b52-1111-4222-8333-444455556666"));
    notice.alertId = QStringLiteral("6a2b1c00-aaaa-4bbb-8ccc-ddddeeeeffff");
    notice.at = FixedClock().now();
    notice.zone = QTimeZone("Europe/London");
    notice.to = {QStringLiteral("Robin^Chris"), QStringLiteral("Responsible consultant")};
    notice.category.code = QStringLiteral("critical");
    notice.category.label = QStringLiteral("Critical");
    notice.category.textCode = QStringLiteral("VIGIL-CRITICAL");
    notice.category.radlex = {QStringLiteral("RID49480"), QStringLiteral("RADLEX"),
                              QStringLiteral("ACR Category 1 Actionable Finding")};
    notice.finding.patient.key = {QStringLiteral("TRUST"), QStringLiteral("X-77")};
    notice.finding.patient.name = QStringLiteral("O|Müller^Anna^Maria^Dr^jun");
    notice.finding.patient.birthDate = QDate(1956, 7, 4);
    notice.finding.patient.sex = QStringLiteral("F");
    study::RequestedProcedure procedure;
    procedure.accessionNumber = QStringLiteral("ACC-1");
    procedure.placerOrderNumber = QStringLiteral("ORD-1");
    procedure.description = QStringLiteral("CT chest & abdomen");
    notice.finding.procedures = {procedure};
    notice.finding.text =
        QStringLiteral("Large pneumothorax, left | 5 cm ^ apex ~ \\ & tension.\r\nMidline shift.");
    notice.finding.recommendedAction = QStringLiteral("Chest drain");
    notice.findingLabel = QStringLiteral("Pneumothorax");
    notice.raisedBy = {QStringLiteral("Kim^Sam"), QStringLiteral("Consultant radiologist")};
    notice.raisedAt = notice.at - std::chrono::minutes(1);
    notice.acknowledgeBy = notice.at + std::chrono::minutes(29);
    return notice;
}

/// The word that it has changed, ten minutes later.
inline notify::AlertNotice aCorrection(alert::AlertChange::What what) {
    auto notice = aNotice();
    notice.noticeId = QUuid(QStringLiteral("0b7d7b52-2222-4222-8333-444455556666"));
    notice.asks = notify::AlertNotice::Asks::Correct;
    alert::AlertChange change;
    change.what = what;
    change.at = notice.at + std::chrono::minutes(10);
    change.before = QStringLiteral("Immediate");
    notice.correction = change;
    return notice;
}

} // namespace vigil::test
