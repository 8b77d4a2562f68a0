// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/PatientMoves.h"

#include "core/alert/AlertStory.h"
#include "core/base/Async.h"
#include "core/base/Log.h"
#include "core/study/SamePatient.h"

#include <algorithm>

namespace vigil::dispatch {

namespace {

constexpr std::chrono::days keptFor{30};

/// Two ways to write one ward: "Ward 5" and "ward 5 bed 12".
bool isSamePlace(const QString& a, const QString& b) {
    const auto one = a.simplified().toLower(), other = b.simplified().toLower();
    if (one.isEmpty() || other.isEmpty()) return one == other;
    return one == other ||
           (QLatin1Char(' ') + one + QLatin1Char(' '))
               .contains(QLatin1Char(' ') + other + QLatin1Char(' ')) ||
           (QLatin1Char(' ') + other + QLatin1Char(' ')).contains(QLatin1Char(' ') + one + QLatin1Char(' '));
}

/// Both sides name the same issuer of the number, or it is the same date of birth as well.
bool isOne(const study::Patient& patient, const store::PatientPlace& place) {
    const auto& born = patient.birthDate;
    if (born.isValid() && place.birthDate.isValid()) return born == place.birthDate;
    const auto& issuer = patient.key.issuer;
    return !issuer.isEmpty() && issuer == place.patient.issuer;
}

/// When a person said where the patient is.
std::optional<UtcTime> saidByAPerson(const alert::Alert& alert, const QString& user) {
    std::optional<UtcTime> last;
    for (const auto& fact : alert.facts)
        if (fact.logged.event.kind == journal::kind::alertRerouted && fact.logged.event.author != user)
            last = std::max(last.value_or(fact.at()), fact.at());
    return last;
}

/// What this dispatcher noted since the place that the alert names was entered.
QString lastNoteOf(const alert::Alert& alert, const QString& user) {
    QString words;
    for (const auto& fact : alert.facts) {
        const auto& event = fact.logged.event;
        if (event.kind == journal::kind::alertRerouted) words.clear();
        if (event.kind == journal::kind::alertNoted && event.author == user)
            words = fact.data.value(QLatin1String("note")).toString();
    }
    return words;
}

} // namespace

Result<void> PatientMoves::take(const notify::AdtMessage& message) {
    if (message.what == notify::AdtMessage::What::Other) return {};
    const std::scoped_lock lock(m_mutex);
    const store::PatientPlace place{message.patient, message.birthDate, message.location,
                                    message.what == notify::AdtMessage::What::Discharged, message.at};
    VIGIL_TRY(const auto before, known(message.patient));
    if (message.event == QLatin1String("A08") && before && before->discharged)
        return {}; // of a stay that is over
    VIGIL_CHECK(m_parts.data.records().runAndWait(
        store::Lane::Bulk, [&](store::Transaction& records) -> Result<void> {
            VIGIL_CHECK(store::PatientPlaceStore::prune(records, m_parts.clock.now() - keptFor));
            return store::PatientPlaceStore::keep(records, place);
        }));
    // What came late has been overtaken: what counts is what is kept.
    VIGIL_TRY(const auto kept, known(message.patient));
    if (!kept || *kept != place) return {};
    auto filter = alert::BoardFilter::openAlone();
    filter.patient = message.patient;
    VIGIL_TRY(const auto rows, awaited(m_parts.alerts.board(filter)));
    Result<void> all; // one that cannot be told keeps it from none of the others
    for (const auto& row : rows)
        if (const auto told = tell(row->view.alertId, place); !told) {
            m_seen.remove(row->view.alertId); // the next look tries again
            all = told;
        }
    return all;
}

Result<void> PatientMoves::lookAgain() {
    // The ladder waits for nobody who empties a backlog of messages; the next round is near.
    const std::unique_lock lock(m_mutex, std::try_to_lock);
    if (!lock) return {};
    VIGIL_TRY(const auto rows, awaited(m_parts.alerts.board(alert::BoardFilter::openAlone())));
    QSet<QString> open;
    Result<void> all;
    for (const auto& row : rows) {
        const auto& alertId = row->view.alertId;
        open << alertId;
        if (m_seen.contains(alertId)) continue;
        VIGIL_TRY(const auto place, known(row->patient.key));
        const auto told = place ? tell(alertId, *place) : Result<void>();
        if (told)
            m_seen << alertId;
        else
            all = told;
    }
    m_seen.intersect(open);
    return all;
}

Result<std::optional<store::PatientPlace>> PatientMoves::known(const study::PatientKey& patient) const {
    return m_parts.data.recordsReader().runAndWait(
        [&](const store::Database& records) { return store::PatientPlaceStore::find(records, patient); });
}

Result<void> PatientMoves::tell(const QString& alertId, const store::PatientPlace& place) {
    VIGIL_TRY(const auto alert, awaited(m_parts.alerts.alert(alertId)));
    const auto view = stateAt(alert, m_parts.clock.now());
    const alert::AlertStory story(alert);
    const auto& draft = story.draft();
    const bool ends = view.state == alert::State::Withdrawn || view.state == alert::State::Superseded;
    if (!view.open || ends || !view.act.what.isEmpty() || view.needsNewerVigil) return {};
    if (!isOne(draft.patient, place)) {
        spdlog::warn("adt: a move was left alone: the number alone does not say that it is the same patient");
        return {};
    }
    if (const auto said = saidByAPerson(alert, m_parts.user); said && *said >= place.movedAt) return {};
    if (place.discharged)
        return noteOnce(alert,
                        QStringLiteral("The patient was discharged on %1 UTC, by the hospital's system.")
                            .arg(toDateTime(place.movedAt).toString(QStringLiteral("yyyy-MM-dd hh:mm"))));
    const auto& policy = m_parts.alerts.policy();
    const auto& category = story.rules().category.code;
    const auto there = policy.categoryFor(draft.findingCode, category, place.location);
    const auto here = policy.categoryFor(draft.findingCode, category, draft.location);
    if (there && here && (there->ownerRole != here->ownerRole || there->backUpRole != here->backUpRole))
        return awaited(m_parts.alerts.reroute(alertId, place.location));
    // Back where the alert says is news only for who was told of another place.
    if (isSamePlace(draft.location, place.location) && lastNoteOf(alert, m_parts.user).isEmpty()) return {};
    return noteOnce(
        alert, QStringLiteral("The patient is on %1 now, by the hospital's system.").arg(place.location));
}

Result<void> PatientMoves::noteOnce(const alert::Alert& alert, const QString& words) {
    // Its words would be sealed, also from whoever has to compare them; its team is the same everywhere.
    if (isRestricted(alert) || lastNoteOf(alert, m_parts.user) == words) return {};
    return awaited(m_parts.alerts.note(alert.alertId, words));
}

} // namespace vigil::dispatch
