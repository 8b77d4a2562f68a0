// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/directory/Route.h"

#include <QJsonArray>
#include <QJsonObject>

namespace vigil::directory {

namespace {

/// Finds the stops of one route. Used for one call.
class Finder {
public:
    Finder(const alert::AlertPolicy& policy, const Directory& directory, const alert::AlertDraft& draft,
           UtcTime now)
        : m_policy(policy), m_directory(directory), m_draft(draft), m_now(now),
          m_today(policy.calendar().dayOf(now)) {}

    Route find();

private:
    [[nodiscard]] Stop ask(const alert::Party& party) {
        return stopFor(m_directory, party, {m_now, m_today, m_policy.calendar().zone}, m_route.notes);
    }
    void byPractice(const alert::CategoryRule& category, const alert::LocationRule::Practice& practice);
    [[nodiscard]] const Entry* practiceOf(const QString& name, const char* which);
    [[nodiscard]] const Entry* practiceOfLocation();
    [[nodiscard]] Stop stopOf(const Entry& practice) const;
    void closed(const Entry* practice, const alert::LocationRule::Practice& rule);
    void judge();

    const alert::AlertPolicy& m_policy;
    const Directory& m_directory;
    const alert::AlertDraft& m_draft;
    UtcTime m_now;
    QDate m_today;
    Route m_route;
    QString m_practiceUnknown;
};

const Entry* Finder::practiceOf(const QString& name, const char* which) {
    if (name.isEmpty()) return nullptr;
    const auto* practice = m_directory.named(name, Entry::Kind::Practice);
    m_route.notes << QStringLiteral("%1 practice: %2%3")
                         .arg(QLatin1String(which), practice ? practice->name : name,
                              practice ? QString() : QStringLiteral(" (not in the directory)"));
    return practice && practice->isValidOn(m_today) ? practice : nullptr;
}

/// The order may name the practice where others name a ward.
const Entry* Finder::practiceOfLocation() {
    const auto* practice = m_directory.named(m_draft.location, Entry::Kind::Practice);
    if (!practice || !practice->isValidOn(m_today)) return nullptr;
    m_route.notes << QStringLiteral("requesting practice: %1, by the location").arg(practice->name);
    return practice;
}

/// Named so that it is found again when a message goes.
Stop Finder::stopOf(const Entry& practice) const {
    Stop stop;
    const bool only = m_directory.named(practice.name, Entry::Kind::Practice) == &practice;
    stop.who = {only ? practice.name : practice.id, m_route.owner.who.role};
    stop.entries << practice.id;
    stop.addresses << practice.addresses;
    return stop;
}

void Finder::byPractice(const alert::CategoryRule& category, const alert::LocationRule::Practice& rule) {
    const auto* requesting = practiceOf(m_draft.requestingPractice, "requesting");
    const auto* registered = practiceOf(m_draft.registeredPractice, "registered");
    const auto* practice = requesting ? requesting : registered ? registered : practiceOfLocation();
    auto hours = rule.hours;
    if (practice && practice->opens.isValid()) hours = {practice->opens, practice->closes};
    const auto& calendar = m_policy.calendar();
    // Whom the reporter named and the directory reaches in person stays the owner.
    const bool inPerson = !m_draft.owner.name.isEmpty() && m_route.owner.isReachable() &&
                          m_directory.named(m_draft.owner.name, Entry::Kind::Person);
    if (practice && !inPerson) m_route.owner = stopOf(*practice);
    if (!practice && !inPerson && !m_route.owner.isReachable())
        m_practiceUnknown = QStringLiteral("the practice that asked for the examination is not known");
    if (isOpen(hours, calendar, m_now)) return;
    const auto opens = nextOpening(hours, calendar, m_now);
    // What has time until the practice opens waits for it: the out-of-hours provider could do no more.
    if (category.limits.acknowledge && dueAt(m_now, *category.limits.acknowledge, calendar) > opens) {
        m_route.notes << QStringLiteral("the practice is closed and opens before the time is up");
        return;
    }
    closed(practice, rule);
}

void Finder::closed(const Entry* practice, const alert::LocationRule::Practice& rule) {
    m_practiceUnknown.clear(); // others are asked
    if (practice && !practice->addresses.bypass.isEmpty()) {
        auto byPass = stopOf(*practice);
        byPass.addresses = {Addresses{practice->addresses.bypass, practice->addresses.bypass, {}, {}}};
        byPass.how = QStringLiteral("by-pass number");
        m_route.closedPractice << byPass;
    } else {
        m_route.notes << QStringLiteral("the practice has no by-pass number in the directory");
    }
    const auto provider = ask({{}, rule.outOfHoursRole});
    if (provider.isReachable()) m_route.closedPractice << provider;
    auto patient = m_route.end;
    patient.how = QStringLiteral("the patient by telephone");
    m_route.closedPractice << patient;
    m_route.notes << QStringLiteral("the practice is closed");
    m_route.owner = m_route.closedPractice.first();
    m_route.backUp = m_route.closedPractice.value(1, patient);
}

void Finder::judge() {
    // Any other practice must not hear of the patient, and the ladder alone would be slow.
    if (!m_practiceUnknown.isEmpty()) {
        m_route.noRoute = m_practiceUnknown;
        return;
    }
    if (m_route.owner.isReachable() || m_route.backUp.isReachable() || m_route.end.isReachable()) {
        if (!m_route.owner.isReachable())
            m_route.notes << QStringLiteral("the owner has no address in the directory");
        return;
    }
    m_route.noRoute = QStringLiteral("neither %1 nor %2 nor %3 has an address in the directory")
                          .arg(m_route.owner.who.role, m_route.backUp.who.role, m_route.end.who.role);
}

Route Finder::find() {
    const auto* finding = m_policy.finding(m_draft.findingCode);
    const auto code = m_draft.category.isEmpty() && finding ? finding->category : m_draft.category;
    const auto category = m_policy.categoryFor(m_draft.findingCode, code, m_draft.location);
    if (!category) {
        m_route.noRoute = QStringLiteral("the policy has no category \"%1\"").arg(code);
        return m_route;
    }
    auto owner = m_draft.owner;
    if (owner.role.isEmpty()) owner.role = category->ownerRole;
    m_route.owner = ask(owner);
    m_route.backUp = ask({{}, m_draft.backUpRole.isEmpty() ? category->backUpRole : m_draft.backUpRole});
    m_route.end = ask({{}, category->endRole});
    const auto* place = m_policy.location(m_draft.location);
    // A finding with a route of its own (suspected abuse) never goes by the practice.
    const bool ownRoute = finding && !finding->ownerRole.isEmpty();
    if (place && place->practice && !ownRoute) byPractice(*category, *place->practice);
    judge();
    m_route.notes.removeDuplicates();
    return m_route;
}

} // namespace

bool isOpen(const alert::OpeningHours& hours, const alert::WorkingCalendar& calendar, UtcTime now) {
    const auto local = toDateTime(now).toTimeZone(calendar.zone);
    return calendar.isWorkingDay(local.date()) && hours.opens <= local.time() && local.time() < hours.closes;
}

UtcTime nextOpening(const alert::OpeningHours& hours, const alert::WorkingCalendar& calendar, UtcTime now) {
    const auto local = toDateTime(now).toTimeZone(calendar.zone);
    auto day = local.time() < hours.opens ? local.date() : local.date().addDays(1);
    while (!calendar.isWorkingDay(day))
        day = day.addDays(1);
    return fromDateTime(QDateTime(day, hours.opens, calendar.zone));
}

QJsonObject toObject(const Route& route) {
    const auto stop = [](const Stop& each) {
        return QJsonObject{{QStringLiteral("name"), each.who.name},
                           {QStringLiteral("role"), each.who.role},
                           {QStringLiteral("entries"), QJsonArray::fromStringList(each.entries)},
                           {QStringLiteral("insteadOf"), each.insteadOf},
                           {QStringLiteral("how"), each.how}};
    };
    QJsonArray closedPractice;
    for (const auto& each : route.closedPractice)
        closedPractice << stop(each);
    return {{QStringLiteral("owner"), stop(route.owner)},
            {QStringLiteral("backUp"), stop(route.backUp)},
            {QStringLiteral("end"), stop(route.end)},
            {QStringLiteral("closedPractice"), closedPractice},
            {QStringLiteral("notes"), QJsonArray::fromStringList(route.notes)},
            {QStringLiteral("noRoute"), route.noRoute}};
}

Route routeOf(const alert::AlertPolicy& policy, const Directory& directory, const alert::AlertDraft& draft,
              UtcTime now) {
    return Finder(policy, directory, draft, now).find();
}

} // namespace vigil::directory
