// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/KeptApart.h"

#include "core/alert/AlertStory.h"

#include <QJsonDocument>

#include <algorithm>

namespace vigil::alert {

namespace {

bool saysThatWordsAreKeptApart(const Fact& fact) {
    if (fact.logged.event.kind == journal::kind::alertRaised)
        return fact.data.value(QLatin1String("restricted")).toBool();
    return std::any_of(fact.data.begin(), fact.data.end(),
                       [](const QJsonValue& value) { return value.toString() == keptApartWords; });
}

} // namespace

QJsonObject wholeData(const Fact& fact) {
    auto whole = fact.data;
    const auto sealed = QJsonDocument::fromJson(fact.logged.event.sealed).object();
    for (auto each = sealed.begin(); each != sealed.end(); ++each)
        whole.insert(each.key(), each.value());
    return whole;
}

QList<QUuid> keptApart(const Alert& alert) {
    QList<QUuid> events;
    for (const auto& fact : alert.facts)
        if (fact.logged.event.sealed.isEmpty() && saysThatWordsAreKeptApart(fact))
            events << fact.logged.event.eventId;
    return events;
}

bool isOfTheTeam(const Alert& alert, const QString& role) {
    return !role.isEmpty() &&
           AlertStory(alert).rules().category.mayAccept.contains(role, Qt::CaseInsensitive);
}

Alert withRevealed(Alert alert, const QHash<QUuid, QByteArray>& sealed) {
    for (auto& fact : alert.facts)
        if (const auto words = sealed.constFind(fact.logged.event.eventId); words != sealed.cend())
            fact.logged.event.sealed = *words;
    return alert;
}

} // namespace vigil::alert
