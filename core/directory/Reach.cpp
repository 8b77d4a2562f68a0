// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/directory/Reach.h"

#include "core/study/Patient.h"

#include <QSet>

#include <algorithm>

namespace vigil::directory {

namespace {

const Cover* coverOn(const Entry& entry, const QDate& day) {
    for (const auto& cover : entry.cover)
        if (cover.from <= day && day <= cover.until) return &cover;
    return nullptr;
}

QString shown(const Entry& entry) {
    return entry.kind == Entry::Kind::Person ? study::displayName(entry.name) : entry.name;
}

/// Asks the directory for one day. Used for one call.
class Holders {
public:
    Holders(const Directory& directory, const When& when, QStringList& notes)
        : m_directory(directory), m_now(when.now), m_day(when.day), m_zone(when.zone), m_notes(notes) {}

    [[nodiscard]] Stop stopFor(const alert::Party& asked);

private:
    [[nodiscard]] std::optional<Stop> stopForPerson(const alert::Party& asked);
    [[nodiscard]] std::optional<Stop> stopForPractice(const alert::Party& asked) const;
    [[nodiscard]] Stop stopForRole(const QString& role);
    [[nodiscard]] std::optional<Stop> stopOnDuty(const QString& role);
    [[nodiscard]] std::optional<Entry> presentOf(const Shift& shift, const QString& role);
    void addInbox(Stop& stop, const Entry& person) const;

    const Directory& m_directory;
    UtcTime m_now;
    QDate m_day;
    QTimeZone m_zone;
    QStringList& m_notes;
};

void add(Stop& stop, const Entry& entry) {
    if (stop.entries.contains(entry.id)) return;
    stop.entries << entry.id;
    stop.addresses << entry.addresses;
}

std::optional<Stop> Holders::stopForPerson(const alert::Party& asked) {
    const auto* person = m_directory.named(asked.name, Entry::Kind::Person);
    if (!person) {
        m_notes << QStringLiteral("%1 is not in the directory, or not by that name alone")
                       .arg(study::displayName(asked.name));
        return std::nullopt;
    }
    if (!person->isValidOn(m_day)) {
        m_notes << QStringLiteral("%1 does not work here now").arg(shown(*person));
        return std::nullopt;
    }
    const auto present = standInFor(m_directory, *person, m_day);
    if (!present) {
        m_notes << QStringLiteral("%1 is on leave and nobody stands in").arg(shown(*person));
        return std::nullopt;
    }
    Stop stop;
    const auto role = asked.role.isEmpty() ? present->roles.value(0) : asked.role;
    stop.who = {present->kind == Entry::Kind::Person ? present->name : QString(), role};
    if (present->id != person->id) {
        stop.insteadOf = person->name;
        if (!present->holds(role)) stop.who.role = present->roles.value(0, role);
        m_notes << QStringLiteral("%1 is on leave, %2 stands in").arg(shown(*person), shown(*present));
    }
    add(stop, *present);
    addInbox(stop, *present);
    return stop;
}

std::optional<Stop> Holders::stopForPractice(const alert::Party& asked) const {
    const auto* practice = m_directory.named(asked.name, Entry::Kind::Practice);
    if (!practice || !practice->isValidOn(m_day)) return std::nullopt;
    Stop stop;
    stop.who = {asked.name, asked.role.isEmpty() ? practice->roles.value(0) : asked.role};
    add(stop, *practice);
    return stop;
}

/// Several persons hold a role and nobody says who of them has it today: they are telephoned, one after the
/// other, and no message names the patient to all of them.
void leaveTelephones(Stop& stop) {
    for (auto& addresses : stop.addresses)
        addresses = {addresses.telephone, {}, {}, {}};
}

/// Who may have a bleep only is written to by the inbox of the role, as long as the rota names them.
void Holders::addInbox(Stop& stop, const Entry& person) const {
    if (!person.addresses.mail.isEmpty() || !person.addresses.hl7.isEmpty()) return;
    const auto* duty = m_directory.rota.of(stop.who.role);
    const auto onDuty = duty ? duty->at(m_now) : QList<Shift>();
    if (std::none_of(onDuty.begin(), onDuty.end(),
                     [&](const Shift& shift) { return shift.entry == person.id; }))
        return;
    for (const auto& holder : m_directory.holders(stop.who.role, m_day))
        if (holder.kind == Entry::Kind::Inbox) add(stop, holder);
}

std::optional<Entry> Holders::presentOf(const Shift& shift, const QString& role) {
    const auto* entry = m_directory.entry(shift.entry);
    // Whose leave begins at midnight works the night to its end.
    const auto began = toDateTime(shift.span.from).toTimeZone(m_zone).date();
    const auto present =
        entry ? standInFor(m_directory, *entry, std::max(began, m_day.addDays(-1))) : std::nullopt;
    if (present && !present->addresses.isEmpty()) return present;
    m_notes << (present ? QStringLiteral("%1 is on duty as %2 and has no address").arg(shown(*entry), role)
                        : QStringLiteral("%1 is on duty as %2 by the rota and is not there")
                              .arg(entry ? shown(*entry) : shift.entry, role));
    return std::nullopt;
}

/// The rota says who it is now, and so goes before an inbox.
std::optional<Stop> Holders::stopOnDuty(const QString& role) {
    const auto* duty = m_directory.rota.of(role);
    if (!duty) return std::nullopt;
    const auto shifts = duty->at(m_now);
    if (shifts.isEmpty()) m_notes << QStringLiteral("the rota names nobody as %1 now").arg(role);
    for (const auto& shift : shifts) {
        const auto present = presentOf(shift, role);
        if (!present) continue;
        Stop stop;
        stop.who = {present->kind == Entry::Kind::Person ? present->name : QString(), role};
        if (present->id != shift.entry) stop.insteadOf = m_directory.entry(shift.entry)->name;
        add(stop, *present);
        addInbox(stop, *present);
        m_notes << QStringLiteral("%1 is on duty as %2").arg(shown(*present), role);
        return stop;
    }
    return std::nullopt;
}

Stop Holders::stopForRole(const QString& role) {
    if (const auto onDuty = stopOnDuty(role)) return *onDuty;
    Stop stop;
    stop.who.role = role;
    auto holders = m_directory.holders(role, m_day);
    // A practice has its own patients: it is asked by its name, never because it holds a role.
    holders.removeIf([](const Entry& entry) { return entry.kind == Entry::Kind::Practice; });
    const bool hasInbox = !holders.isEmpty() && holders.first().kind != Entry::Kind::Person;
    QList<Entry> present;
    for (const auto& holder : holders) {
        // An inbox is read by whoever is on duty; persons are asked only where there is none.
        if (hasInbox && holder.kind == Entry::Kind::Person) continue;
        const auto now = standInFor(m_directory, holder, m_day);
        if (now && !stop.entries.contains(now->id)) {
            add(stop, *now);
            present << *now;
            if (now->id != holder.id) stop.insteadOf = holder.name;
        }
    }
    if (present.isEmpty())
        m_notes << QStringLiteral("nobody in the directory is %1 now").arg(role);
    else if (present.size() == 1 && present.first().kind == Entry::Kind::Person)
        stop.who.name = present.first().name;
    if (present.size() != 1) stop.insteadOf.clear();
    if (present.size() > 1 && !hasInbox) {
        QStringList names;
        for (const auto& each : present)
            names << shown(each);
        m_notes << QStringLiteral("%1 is held by several and has no inbox: telephone %2")
                       .arg(role, names.join(QStringLiteral(" or ")));
        leaveTelephones(stop);
    }
    return stop;
}

Stop Holders::stopFor(const alert::Party& asked) {
    if (!asked.name.isEmpty()) {
        if (const auto practice = stopForPractice(asked)) return *practice;
        if (const auto person = stopForPerson(asked)) return *person;
        // Whom the reporter named stays the owner when nobody of the role can be asked either.
        auto role = asked.role.isEmpty() ? Stop{} : stopForRole(asked.role);
        if (!role.isReachable() || !m_directory.named(asked.name, Entry::Kind::Person)) role.who = asked;
        return role;
    }
    return stopForRole(asked.role);
}

} // namespace

bool Stop::isReachable() const {
    return std::any_of(addresses.begin(), addresses.end(),
                       [](const Addresses& each) { return !each.isEmpty(); });
}

std::optional<Entry> standInFor(const Directory& directory, const Entry& entry, const QDate& day) {
    QSet<QString> seen;
    const auto* now = &entry;
    while (now && now->isValidOn(day)) {
        const auto* cover = coverOn(*now, day);
        if (!cover) return *now;
        if (seen.contains(now->id)) return std::nullopt;
        seen << now->id;
        now = directory.entry(cover->deputy);
    }
    return std::nullopt;
}

Stop stopFor(const Directory& directory, const alert::Party& asked, const When& when, QStringList& notes) {
    return Holders(directory, when, notes).stopFor(asked);
}

} // namespace vigil::directory
