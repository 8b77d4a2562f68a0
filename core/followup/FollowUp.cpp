// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/followup/FollowUp.h"

#include "core/followup/FollowUpJson.h"
#include "core/followup/FollowUpStory.h"
#include "core/journal/LogOrder.h"

#include <QJsonDocument>

#include <algorithm>

namespace vigil::followup {

FollowUp followUpOf(const QString& followUpId, const QList<journal::LoggedEvent>& events) {
    FollowUp followUp{followUpId, {}};
    for (const auto& logged : journal::inLogOrder(events))
        followUp.facts << Fact{logged, QJsonDocument::fromJson(logged.event.open).object()};
    return followUp;
}

FollowUpView stateAt(const FollowUp& followUp, UtcTime now) {
    const FollowUpStory story(followUp);
    auto view = story.view();
    const auto over = story.overdueFrom();
    view.overdue = view.open && ((over && *over <= now) || (view.nextAt && *view.nextAt < now));
    return view;
}

std::optional<FollowUpDraft> recommendedDraft(const FollowUp& followUp) {
    for (const auto& fact : followUp.facts)
        if (fact.logged.event.kind == journal::kind::followUpRecommended) return draftFromObject(fact.data);
    return std::nullopt;
}

bool Proposal::fits() const {
    return std::none_of(aspects.begin(), aspects.end(),
                        [](const Aspect& aspect) { return aspect.agreement == Aspect::Agreement::Differs; });
}

namespace {

const QList<std::pair<End, QString>>& endNames() {
    static const QList<std::pair<End, QString>> names{
        {End::Answered, QStringLiteral("answered")},
        {End::DoneElsewhere, QStringLiteral("done elsewhere")},
        {End::DeclinedByPatient, QStringLiteral("declined by the patient")},
        {End::Died, QStringLiteral("died")},
        {End::ReferrersDecision, QStringLiteral("referrer's decision")},
        {End::EnteredInError, QStringLiteral("entered in error")}};
    return names;
}

/// "declined-by-patient" and "declined by the patient" are the same word.
QString asWord(QString name) {
    return name.toLower()
        .replace(QLatin1String(" the "), QLatin1String("-"))
        .replace(QLatin1String("'"), QString())
        .replace(QLatin1Char(' '), QLatin1Char('-'));
}

} // namespace

QString toText(End end) {
    for (const auto& [each, name] : endNames())
        if (each == end) return name;
    return {};
}

std::optional<End> endFromText(const QString& text) {
    for (const auto& [end, name] : endNames())
        if (asWord(name) == asWord(text)) return end;
    return std::nullopt;
}

QString toText(State state) {
    switch (state) {
    case State::Recommended:
        return QStringLiteral("recommended");
    case State::Booked:
        return QStringLiteral("booked");
    case State::Closed:
        return QStringLiteral("closed");
    }
    return {};
}

QString toText(Due due) {
    switch (due) {
    case Due::Nothing:
        return {};
    case Due::Reminder:
        return QStringLiteral("remind the owner");
    case Due::Escalate:
        return QStringLiteral("bring in the officer");
    case Due::TakePlace:
        return QStringLiteral("see that it took place");
    case Due::LookAgain:
        return QStringLiteral("look again");
    }
    return {};
}

} // namespace vigil::followup
