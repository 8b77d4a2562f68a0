// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FollowUpFacts.h"

#include "core/alert/AlertJson.h"
#include "core/base/Ids.h"
#include "core/followup/FollowUpJson.h"
#include "tests/support/ReportBuilder.h"

#include <QJsonDocument>

namespace vigil::test {

followup::FollowUpDraft aFollowUpDraft() {
    followup::FollowUpDraft draft;
    draft.patient = aPatient();
    draft.procedures = aStudy().procedures;
    draft.modality = QStringLiteral("CT");
    draft.bodyPart = QStringLiteral("Chest");
    draft.reason = QStringLiteral("8 mm nodule, right upper lobe: growth?");
    draft.dueDate = QDate(2026, 11, 24).addDays(100);
    draft.owner = {QStringLiteral("Referrer^Robin"), QStringLiteral("General practitioner")};
    draft.reportPatient = draft.patient.key;
    return draft;
}

UtcTime FollowUpFacts::day(double days) const {
    return m_start + std::chrono::minutes(static_cast<qint64>(days * 24 * 60));
}

FollowUpFacts& FollowUpFacts::recommended(const followup::FollowUpDraft& draft) {
    followup::FollowUpRules rules;
    rules.officerRole = QStringLiteral("Fail-safe officer");
    rules.mayConfirm = QStringList{QStringLiteral("Consultant radiologist")};
    auto data = toObject(draft);
    data.insert(QStringLiteral("rules"), toObject(rules));
    return add(journal::kind::followUpRecommended, 0, data);
}

FollowUpFacts& FollowUpFacts::add(const QString& kind, double day, const QJsonObject& data,
                                  const QString& author, const QString& role) {
    auto open = data;
    open.insert(QStringLiteral("by"), alert::toObject(alert::Party{author, role}));
    journal::LoggedEvent logged;
    auto& event = logged.event;
    event.eventId = derivedId(QUuid(QStringLiteral("bbbbbbbb-2222-4333-8444-555555555555")),
                              m_id + QString::number(m_events.size()));
    event.aggregateKind = journal::aggregate::followUp;
    event.aggregateId = m_id;
    event.kind = kind;
    event.author = author;
    event.device = QStringLiteral("d1");
    event.deviceSeq = m_events.size() + 1;
    event.occurredAt = this->day(day);
    event.open = QJsonDocument(open).toJson(QJsonDocument::Compact);
    logged.receipt.seq = m_events.size() + 100;
    logged.receipt.receivedAt = event.occurredAt + std::chrono::seconds(2);
    m_events << logged;
    return *this;
}

FollowUpFacts& FollowUpFacts::reminded(double day, int share) {
    return add(journal::kind::followUpReminded, day, {{QStringLiteral("share"), share}},
               QStringLiteral("dispatcher"), QStringLiteral("Dispatcher"));
}

FollowUpFacts& FollowUpFacts::escalated(double day, int number, const QUuid& of) {
    return add(
        journal::kind::followUpEscalated, day,
        {{QStringLiteral("number"), number}, {QStringLiteral("began"), toText(of.isNull() ? firstId() : of)}},
        QStringLiteral("dispatcher"), QStringLiteral("Dispatcher"));
}

FollowUpFacts& FollowUpFacts::booked(double day, const QDate& on) {
    return add(journal::kind::followUpBooked, day,
               {{QStringLiteral("day"), on.toString(Qt::ISODate)},
                {QStringLiteral("where"), QStringLiteral("CT 2")}},
               QStringLiteral("okafor"), QStringLiteral("Booking clerk"));
}

FollowUpFacts& FollowUpFacts::reassigned(double day, const alert::Party& to) {
    return add(journal::kind::followUpReassigned, day,
               {{QStringLiteral("to"), alert::toObject(to)}, {QStringLiteral("reason"), "moved"}});
}

FollowUpFacts& FollowUpFacts::proposed(double day, const QString& studyUid) {
    return add(
        journal::kind::followUpProposed, day,
        toObject(followup::Proposal{studyUid, QStringLiteral("A9"), QStringLiteral("CT chest"), {}, {}}));
}

FollowUpFacts& FollowUpFacts::rejected(double day, const QString& studyUid) {
    return add(journal::kind::followUpRejected, day,
               {{QStringLiteral("study"), studyUid}, {QStringLiteral("reason"), "another question"}});
}

FollowUpFacts& FollowUpFacts::closed(double day, const followup::Closing& closing, const QString& author,
                                     const QString& role) {
    return add(journal::kind::followUpClosed, day, toObject(closing), author, role);
}

FollowUpFacts& FollowUpFacts::retracted(double day, const QUuid& event, const QString& author) {
    return add(journal::kind::followUpRetracted, day, {{QStringLiteral("event"), toText(event)}}, author);
}

FollowUpFacts& FollowUpFacts::pending() {
    m_events.last().receipt = {};
    return *this;
}

} // namespace vigil::test
