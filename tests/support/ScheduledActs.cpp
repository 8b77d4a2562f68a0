// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ScheduledActs.h"

#include "core/alert/AlertJson.h"
#include "core/base/Ids.h"
#include "tests/support/ReportBuilder.h"

#include <QDate>
#include <QJsonDocument>

namespace vigil::test {

namespace {

namespace kind = journal::kind;

const QStringList categories{"critical", "urgent", "cancer", "significant", "routine"};
const QStringList clinicians{"Consultant", "Registrar"};
const QString author = QStringLiteral("Consultant radiologist");

/// Reading the policy takes longer than a schedule.
QJsonObject rulesOfCategory(const QString& category) {
    static QMap<QString, QJsonObject> known;
    if (known.isEmpty()) {
        const auto policy = starterPolicy();
        for (const auto& code : categories)
            known.insert(
                code, alert::toObject(alert::rulesOf(*policy, *policy->category(code), QDate(2026, 11, 24))));
    }
    return known.value(category);
}

QJsonObject raiseOfCategory(const QString& category) {
    static QMap<QString, QJsonObject> known;
    if (!known.contains(category)) {
        auto data = alert::toObject(anAlertDraft().withCategory(category).build());
        data.insert(QStringLiteral("rules"), rulesOfCategory(category));
        known.insert(category, data);
    }
    return known.value(category);
}

QByteArray textOf(QJsonObject data, const QString& user, const QString& role) {
    data.insert(QStringLiteral("by"), alert::toObject(alert::Party{user, role}));
    return QJsonDocument(data).toJson(QJsonDocument::Compact);
}

} // namespace

ScheduledActs::Act ScheduledActs::raise(const QString& user) {
    auto data = raiseOfCategory(pick(categories));
    if (below(10) == 0) data.insert(QStringLiteral("documentedOnly"), true);
    if (below(8) == 0) data.insert(QStringLiteral("route"), QJsonObject{{"noRoute", "nobody is on duty"}});
    return {kind::alertRaised, textOf(data, user, author)};
}

QJsonObject ScheduledActs::party(const QStringList& roles) {
    return alert::toObject(alert::Party{QStringLiteral("Person %1").arg(below(6)), pick(roles)});
}

QJsonObject ScheduledActs::noticeOf(const QString& what) {
    QJsonObject data{{"notice", toText(derivedId(QUuid("aaaaaaaa-2222-4333-8444-555555555555"),
                                                 QString::number(below(3))))},
                     {"to", party(clinicians)}};
    if (what == kind::noticeFailed) data.insert(QStringLiteral("reason"), QStringLiteral("mailbox full"));
    return data;
}

QJsonObject ScheduledActs::dataOf(const QString& what, const QString& user, const QString& alertId) {
    using Outcome = alert::CallOutcome;
    if (what.startsWith(QLatin1String("notice."))) return noticeOf(what);
    if (what == kind::alertDeclined)
        return below(2) == 0 ? QJsonObject() : QJsonObject{{"rerouteTo", party(clinicians)}};
    if (what == kind::alertCallRecorded)
        return alert::toObject(alert::CallRecord{below(3) == 0 ? Outcome::NoAnswer : Outcome::Reached,
                                                 {QStringLiteral("Robin"), QStringLiteral("Consultant")},
                                                 QStringLiteral("telephone"),
                                                 true,
                                                 {}});
    if (what == kind::alertCallHandedOver) return {{"to", party({"Duty coordinator"})}};
    if (what == kind::alertEscalated)
        return {{"step", below(4)}, {"role", pick({"Duty consultant", "Site manager"})}};
    if (what == kind::alertActedOn)
        return alert::toObject(alert::Act{QStringLiteral("chest drain"),
                                          {QStringLiteral("Robin"), QStringLiteral("Consultant")},
                                          alert::Act::PatientTold::Yes});
    if (what == kind::alertRecategorised) {
        const auto category = pick(categories);
        return {{"category", category}, {"rules", rulesOfCategory(category)}};
    }
    if (what == kind::alertJoined) return raiseOfCategory(pick(categories));
    if (what == kind::alertRetracted)
        return {
            {"event", toText(m_last.value({user, alertId}, QUuid("bbbbbbbb-2222-4333-8444-555555555555")))}};
    return {};
}

ScheduledActs::Act ScheduledActs::anyAct(const QString& user, const QString& alertId) {
    // What ends an alert is rarer than what goes on with it.
    static const QStringList kinds{
        kind::alertViewed,        kind::alertViewed,        kind::alertAcknowledged,
        kind::alertAcknowledged,  kind::alertAcknowledged,  kind::alertDeclined,
        kind::alertDeclined,      kind::alertActedOn,       kind::alertActedOn,
        kind::alertClosed,        kind::alertCallRecorded,  kind::alertCallRecorded,
        kind::alertRecategorised, kind::alertRecategorised, kind::alertCallHandedOver,
        kind::alertWithdrawn,     kind::alertEscalated,     kind::alertEscalated,
        kind::alertNoted,         kind::alertJoined,        kind::alertSuperseded,
        kind::alertRetracted,     kind::alertRetracted,     kind::alertSignInLocked,
        kind::noticeQueued,       kind::noticeSent,         kind::noticeFailed};
    const auto what = pick(kinds);
    // Some may not what they try: recorded, without effect.
    const auto role =
        what == kind::alertAcknowledged ? pick({"Consultant", "Consultant", "Ward clerk"}) : author;
    return {what, textOf(dataOf(what, user, alertId), user, role)};
}

void ScheduledActs::done(const QString& user, const QString& alertId, const journal::Event& event) {
    m_last.insert({user, alertId}, event.eventId);
}

} // namespace vigil::test
