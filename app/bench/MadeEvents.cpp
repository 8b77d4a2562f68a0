// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/MadeEvents.h"

#include "core/alert/AlertJson.h"
#include "core/journal/Seal.h"
#include "core/report/ReportJson.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace vigil::app {

namespace {

using namespace std::chrono_literals;

constexpr int patients = 20000;

QByteArray compact(const QJsonObject& object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

const alert::Party clinician{QStringLiteral("Clinician^Chris"), QStringLiteral("Responsible consultant")};

} // namespace

MadeEvents::MadeEvents(const alert::AlertPolicy& policy, QString login, quint32 seed)
    : m_policy(policy), m_login(std::move(login)), m_random(seed) {}

int MadeEvents::below(int limit) {
    return static_cast<int>(m_random() % static_cast<quint32>(limit));
}

alert::AlertDraft MadeEvents::draft(const alert::FindingRule& finding, int patient) {
    alert::AlertDraft draft;
    draft.patient = {{QStringLiteral("BENCH"), QStringLiteral("B%1").arg(patient, 8, 10, QLatin1Char('0'))},
                     QStringLiteral("Bench^Patient %1").arg(patient),
                     QDate(1930, 1, 1).addDays(patient % 30000),
                     patient % 2 == 0 ? QStringLiteral("F") : QStringLiteral("M")};
    study::RequestedProcedure procedure;
    procedure.studyUid = dicomUid(QUuid::createUuid());
    procedure.accessionNumber = QStringLiteral("A%1").arg(patient);
    procedure.description = QStringLiteral("CT chest, abdomen and pelvis");
    draft.procedures << procedure;
    draft.findingCode = finding.code;
    draft.category = finding.category;
    if (finding.laterality == alert::FindingRule::Ask::Yes) draft.laterality = alert::Laterality::Left;
    if (finding.site == alert::FindingRule::Ask::Yes) draft.site = QStringLiteral("Lower lobe");
    draft.text = finding.text.isEmpty() ? QStringLiteral("As described in the report.") : finding.text;
    draft.reportPatient = draft.imagesPatient = draft.patient.key;
    return draft;
}

journal::Event MadeEvents::event(const QString& aggregateId, const QString& kind, UtcTime at,
                                 QJsonObject open) {
    const bool sealed = journal::hasSealedAuthor(kind);
    if (!sealed)
        open.insert(QStringLiteral("by"),
                    alert::toObject(alert::Party{m_login, QStringLiteral("Consultant radiologist")}));
    journal::Event event;
    event.eventId = m_ids.uuid();
    event.aggregateKind = sealed ? journal::aggregate::study : journal::aggregate::alert;
    event.aggregateId = aggregateId;
    event.kind = kind;
    event.author = m_login;
    event.device = m_login.toUpper();
    event.deviceSeq = sealed ? ++m_sealedSeq : ++m_deviceSeq;
    event.occurredAt = at;
    event.policySha256 = sealed ? QString() : m_policy.sha256();
    event.clientVersion = QStringLiteral(VIGIL_VERSION);
    event.open = compact(open);
    return event;
}

journal::Event MadeEvents::raised(UtcTime at) {
    const auto& findings = m_policy.findings();
    const alert::FindingRule* finding = &findings.at(below(static_cast<int>(findings.size())));
    if (finding->restricted) finding = &findings.first();
    auto made = draft(*finding, below(patients));
    const auto category = *m_policy.categoryAt(made.category, {});
    made.owner = {clinician.name, category.ownerRole};
    made.backUpRole = category.backUpRole;
    auto open = alert::toObject(made);
    const auto day = m_policy.calendar().dayOf(at);
    open.insert(QStringLiteral("rules"), alert::toObject(alert::rulesOf(m_policy, category, day)));
    open.insert(QStringLiteral("findingLabel"), finding->label);
    open.insert(QStringLiteral("usualCategory"), finding->category);
    open.insert(QStringLiteral("restricted"), false);
    open.insert(QStringLiteral("documentedOnly"), false);
    return event(toText(m_ids.uuid()), journal::kind::alertRaised, at, open);
}

journal::Event MadeEvents::acknowledged(const QString& alertId, UtcTime at) {
    auto taken = event(alertId, journal::kind::alertAcknowledged, at, {});
    taken.onBehalfOf = {clinician.name, clinician.role, QStringLiteral("7654321"),
                        QStringLiteral("telephone, read back")};
    return taken;
}

MadeEvents::History MadeEvents::openAlert(UtcTime raisedAt) {
    History history{raised(raisedAt)};
    const auto id = history.first().aggregateId;
    if (below(2) == 0) history << event(id, journal::kind::alertViewed, raisedAt + 4min, {});
    if (below(3) == 0) history << acknowledged(id, raisedAt + 9min);
    return history;
}

MadeEvents::History MadeEvents::closedAlert(UtcTime raisedAt) {
    History history{raised(raisedAt)};
    const auto id = history.first().aggregateId;
    using Told = alert::Act::PatientTold;
    history << event(id, journal::kind::alertViewed, raisedAt + 4min, {}) << acknowledged(id, raisedAt + 9min)
            << event(id, journal::kind::alertActedOn, raisedAt + 50min,
                     alert::toObject(alert::Act{QStringLiteral("Seen and treated"), clinician, Told::Yes}))
            << event(id, journal::kind::alertClosed, raisedAt + 23h, {{QStringLiteral("note"), QString()}});
    return history;
}

MadeEvents::History MadeEvents::signedReport(UtcTime signedAt) {
    study::RequestedProcedure procedure;
    procedure.studyUid = dicomUid(m_ids.uuid());
    procedure.accessionNumber = QStringLiteral("A%1").arg(below(patients));
    procedure.description = QStringLiteral("CT chest, abdomen and pelvis");
    auto report = event(procedure.studyUid, journal::kind::reportSigned, signedAt,
                        {{QStringLiteral("report"), toText(m_ids.uuid())},
                         {QStringLiteral("sopInstanceUid"), dicomUid(m_ids.uuid())},
                         {QStringLiteral("sha256"), QString::fromLatin1(m_ids.randomBytes(32).toHex())},
                         {QStringLiteral("version"), 1},
                         {QStringLiteral("state"), QStringLiteral("final")},
                         {QStringLiteral("asserted"), QJsonArray()},
                         {QStringLiteral("procedures"), QJsonArray{report::toObject(procedure)}}});
    report.sealed = compact({{QStringLiteral("writtenBy"), m_login}});
    return {journal::sealAuthor(std::move(report))};
}

} // namespace vigil::app
