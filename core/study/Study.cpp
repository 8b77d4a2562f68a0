// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/Study.h"

#include <QSet>

#include <algorithm>

namespace vigil::study {

namespace {

const QString structuredReportPrefix = QStringLiteral("1.2.840.10008.5.1.4.1.1.88.");

/// CID 7000 Diagnostic Imaging Report Document Titles (LOINC), current and retired values.
const QSet<QString>& reportTitles() {
    static const QSet<QString> titles{
        QStringLiteral("18748-4"), QStringLiteral("11528-7"), QStringLiteral("18747-6"),
        QStringLiteral("18755-9"), QStringLiteral("18760-9"), QStringLiteral("18782-3"),
        QStringLiteral("43468-8"), QStringLiteral("18757-5"), QStringLiteral("18758-3"),
        QStringLiteral("24606-6"), QStringLiteral("49512-7"), QStringLiteral("11525-3"),
        QStringLiteral("18745-0"), QStringLiteral("18746-8"), QStringLiteral("18751-8"),
        QStringLiteral("18753-4"), QStringLiteral("18756-7"), QStringLiteral("18761-7"),
        QStringLiteral("42148-7"), QStringLiteral("44115-4")};
    return titles;
}

} // namespace

void enterRequest(QList<RequestedProcedure>& procedures, const RequestedProcedure& request) {
    const auto isBare = [&request](const RequestedProcedure& known) {
        return known.studyUid == request.studyUid && known.requestedProcedureId.isEmpty() &&
               (known.accessionNumber.isEmpty() || known.accessionNumber == request.accessionNumber);
    };
    const auto isSame = [&request](const RequestedProcedure& known) {
        return known.studyUid == request.studyUid && known.accessionNumber == request.accessionNumber &&
               known.requestedProcedureId == request.requestedProcedureId;
    };
    if (std::any_of(procedures.cbegin(), procedures.cend(), isSame)) return;
    const auto bare = std::find_if(procedures.begin(), procedures.end(), isBare);
    if (bare == procedures.end())
        procedures << request;
    else
        *bare = request;
}

void enterRequests(Study& study, const QList<RequestedProcedure>& requests) {
    for (auto request : requests) {
        request.studyUid = study.studyUid;
        enterRequest(study.procedures, request);
    }
}

bool isReportClass(const QString& sopClassUid) {
    return sopClassUid == structuredReportPrefix + QStringLiteral("11") ||
           sopClassUid == structuredReportPrefix + QStringLiteral("22") ||
           sopClassUid == structuredReportPrefix + QStringLiteral("33");
}

bool countsAsReport(const ObjectHeader& header) {
    return isReportClass(header.key.sopClassUid) && header.documentTitle.scheme == QLatin1String("LN") &&
           reportTitles().contains(header.documentTitle.value) &&
           header.completionFlag == QLatin1String("COMPLETE") &&
           header.verificationFlag == QLatin1String("VERIFIED");
}

bool isImage(const ObjectHeader& header) {
    return header.rows > 0 && header.columns > 0;
}

} // namespace vigil::study
