// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/AlertFacts.h"

#include "core/alert/AlertJson.h"
#include "core/base/Ids.h"
#include "tests/support/ReportBuilder.h"

#include <QJsonDocument>

namespace vigil::test {

namespace {

QJsonObject rulesObject(const QString& category) {
    const auto policy = starterPolicy();
    return alert::toObject(alert::rulesOf(*policy, *policy->category(category), QDate(2026, 11, 24)));
}

QString roleOf(const QString& author) {
    if (author == QLatin1String("officer")) return QStringLiteral("Fail-safe officer");
    return author == QLatin1String("robin") ? QStringLiteral("Consultant")
                                            : QStringLiteral("Consultant radiologist");
}

} // namespace

AlertFacts::AlertFacts(const QString& category) : m_category(category) {}

AlertFacts& AlertFacts::raised(bool documentedOnly) {
    auto data = alert::toObject(anAlertDraft().withCategory(m_category).build());
    data.insert(QStringLiteral("rules"), rulesObject(m_category));
    data.insert(QStringLiteral("documentedOnly"), documentedOnly);
    return add(journal::kind::alertRaised, 0, data);
}

AlertFacts& AlertFacts::add(const QString& kind, int minutes, const QJsonObject& data, const QString& author,
                            const journal::OnBehalfOf& onBehalfOf) {
    auto open = data;
    open.insert(QStringLiteral("by"), alert::toObject(alert::Party{author, roleOf(author)}));
    journal::LoggedEvent logged;
    auto& event = logged.event;
    event.eventId = derivedId(QUuid(QStringLiteral("aaaaaaaa-2222-4333-8444-555555555555")),
                              QString::number(m_events.size()));
    event.aggregateKind = journal::aggregate::alert;
    event.aggregateId = QStringLiteral("the-alert");
    event.kind = kind;
    event.author = author;
    event.onBehalfOf = onBehalfOf;
    event.device = QStringLiteral("d1");
    event.deviceSeq = m_events.size() + 1;
    event.occurredAt = minute(minutes);
    event.open = QJsonDocument(open).toJson(QJsonDocument::Compact);
    logged.receipt.seq = m_events.size() + 100;
    logged.receipt.receivedAt = event.occurredAt + std::chrono::seconds(2);
    m_events << logged;
    return *this;
}

AlertFacts& AlertFacts::called(int minutes) {
    return told(minutes, {QStringLiteral("Robin"), QStringLiteral("Consultant")});
}

AlertFacts& AlertFacts::told(int minutes, const alert::Party& who) {
    return add(journal::kind::alertCallRecorded, minutes,
               alert::toObject(alert::CallRecord{
                   alert::CallOutcome::Reached, who, QStringLiteral("telephone"), true, {}}));
}

AlertFacts& AlertFacts::sent(int minutes, const alert::Party& to) {
    return add(journal::kind::noticeSent, minutes,
               {{QStringLiteral("notice"), toText(QUuid::createUuid())},
                {QStringLiteral("to"), alert::toObject(to)}},
               QStringLiteral("dispatcher"));
}

AlertFacts& AlertFacts::written(int minutes, const alert::Party& to, const QString& destination,
                                const QString& asks) {
    QJsonObject data{{QStringLiteral("notice"), toText(QUuid::createUuid())},
                     {QStringLiteral("to"), alert::toObject(to)},
                     {QStringLiteral("destination"), destination}};
    if (!asks.isEmpty()) data.insert(QStringLiteral("asks"), asks);
    add(journal::kind::noticeQueued, minutes, data, QStringLiteral("dispatcher"));
    return add(journal::kind::noticeSent, minutes, data, QStringLiteral("dispatcher"));
}

AlertFacts& AlertFacts::declined(int minutes, const QString& author, const alert::Party& rerouteTo) {
    return add(journal::kind::alertDeclined, minutes,
               {{QStringLiteral("reason"), QStringLiteral("Not my patient")},
                {QStringLiteral("rerouteTo"), alert::toObject(rerouteTo)}},
               author);
}

AlertFacts& AlertFacts::acknowledged(int minutes, const QString& role, const QString& author) {
    return add(
        journal::kind::alertAcknowledged, minutes, {}, author,
        {QStringLiteral("Clinician^Chris"), role, QStringLiteral("7654321"), QStringLiteral("in person")});
}

AlertFacts& AlertFacts::acted(int minutes, const QString& role) {
    return add(journal::kind::alertActedOn, minutes,
               alert::toObject(alert::Act{QStringLiteral("chest drain"),
                                          {QStringLiteral("Clinician^Chris"), role},
                                          alert::Act::PatientTold::Yes}),
               QStringLiteral("robin"));
}

AlertFacts& AlertFacts::escalated(int minutes, int step, const QString& role) {
    return add(journal::kind::alertEscalated, minutes,
               {{QStringLiteral("step"), step}, {QStringLiteral("role"), role}},
               QStringLiteral("dispatcher"));
}

AlertFacts& AlertFacts::recategorised(int minutes, const QString& category, const QString& author) {
    return add(journal::kind::alertRecategorised, minutes,
               {{QStringLiteral("category"), category}, {QStringLiteral("rules"), rulesObject(category)}},
               author);
}

AlertFacts& AlertFacts::moved(int minutes, const QString& location) {
    const auto policy = starterPolicy();
    const auto there = *policy->categoryAt(m_category, location);
    return add(
        journal::kind::alertRerouted, minutes,
        {{QStringLiteral("location"), location},
         {QStringLiteral("owner"), alert::toObject(alert::Party{{}, there.ownerRole})},
         {QStringLiteral("backUpRole"), there.backUpRole},
         {QStringLiteral("rules"), alert::toObject(alert::rulesOf(*policy, there, QDate(2026, 11, 24)))}});
}

AlertFacts& AlertFacts::retracted(int minutes, const QUuid& event, const QString& author) {
    return add(journal::kind::alertRetracted, minutes, {{QStringLiteral("event"), toText(event)}}, author);
}

AlertFacts& AlertFacts::pending() {
    m_events.last().receipt = {};
    return *this;
}

alert::Alert AlertFacts::alert() const {
    alert::Alert alert;
    for (const auto& event : m_events)
        alert = apply(std::move(alert), event);
    return alert;
}

} // namespace vigil::test
