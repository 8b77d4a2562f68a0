// SPDX-License-Identifier: GPL-3.0-or-later
// Who gets an alert, asked before it is raised and while somebody telephones.
#include "core/alert/AlertService.h"
#include "core/alert/AlertStory.h"
#include "core/base/Async.h"
#include "core/store/StudyStore.h"

#include <algorithm>

namespace vigil::alert {

QDate AlertService::today(const AlertPolicy& rules) const {
    return rules.calendar().dayOf(m_clock.now());
}

std::optional<directory::Directory> AlertService::people() const {
    const auto* store = m_directory.load();
    if (!store) return std::nullopt;
    auto directory = awaited(
        m_data.cacheReader().run([store](const store::Database& cache) { return store->load(cache); }));
    if (!directory || directory->isEmpty()) return std::nullopt;
    return *directory;
}

void AlertService::findPractice(AlertDraft& draft, const AlertPolicy& rules) const {
    const auto& places = rules.locations();
    const auto practices = std::find_if(places.begin(), places.end(),
                                        [](const LocationRule& place) { return place.practice.has_value(); });
    if (practices == places.end()) return;
    if (draft.requestingPractice.isEmpty()) {
        if (draft.location.isEmpty()) return;
        const auto directory = people();
        if (!directory || !directory->named(draft.location, directory::Entry::Kind::Practice)) return;
        draft.requestingPractice = draft.location;
    }
    draft.location = practices->code;
}

Result<AlertWay> AlertService::findWay(AlertDraft draft) const {
    const auto& rules = policy();
    findLocation(draft, rules);
    AlertWay way;
    way.location = draft.location;
    const auto* place = rules.location(draft.location);
    if (place) way.place = place->label;
    const auto* finding = rules.finding(draft.findingCode);
    if (draft.category.isEmpty() && finding) draft.category = finding->category;
    way.category = rules.categoryAt(draft.category, draft.location);
    const bool ownRoute = finding && !finding->ownerRole.isEmpty();
    way.byPractice = place && place->practice && !ownRoute;
    if (way.category) way.ownerRole = ownRoute ? finding->ownerRole : way.category->ownerRole;
    const auto uid = draft.procedures.isEmpty() ? QString() : draft.procedures.first().studyUid;
    const auto study = awaited(m_data.cacheReader().run(
        [uid](const store::Database& cache) { return store::StudyStore::study(cache, uid); }));
    if (study && *study) way.referrer = (*study)->referringPhysician;
    if (draft.owner.role.isEmpty()) draft.owner.role = way.ownerRole;
    const auto directory = people();
    way.directoryKnown = directory.has_value();
    if (directory) {
        way.route = directory::routeOf(rules, *directory, draft, m_clock.now());
        way.asked = way.route.owner;
        if (way.byPractice) way.practices = directory->practices(today(rules));
    } else {
        way.asked.who = draft.owner;
    }
    return way;
}

Result<AlertWay> AlertService::findWayNow(const QString& alertId) const {
    VIGIL_TRY(const auto alert, load(alertId));
    const AlertStory story(alert);
    auto draft = story.draft(); // the patient may have moved since
    draft.category = story.rules().category.code;
    VIGIL_TRY(auto way, findWay(draft));
    if (story.responsible() == draft.owner) return way;
    // Declined, escalated or taken meanwhile: the way of the raising leads to somebody else.
    way.asked = directory::Stop{};
    way.asked.who = story.responsible();
    if (const auto directory = people()) {
        const directory::When when{m_clock.now(), today(policy()), policy().calendar().zone};
        way.asked = directory::stopFor(*directory, story.responsible(), when, way.route.notes);
    }
    return way;
}

QFuture<Result<AlertWay>> AlertService::wayOf(const AlertDraft& draft) {
    return runOn(m_pool, [this, draft] { return findWay(draft); });
}

QFuture<Result<AlertWay>> AlertService::wayNow(const QString& alertId) {
    return runOn(m_pool, [this, alertId] { return findWayNow(alertId); });
}

} // namespace vigil::alert
