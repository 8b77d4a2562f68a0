// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/directory/DirectoryFaults.h"

#include "core/directory/Route.h"

#include <QSet>

#include <algorithm>

namespace vigil::directory {

namespace {

/// The roles that a policy sends alerts to.
struct Roles {
    QStringList owners;
    QStringList others;
    QString director;

    [[nodiscard]] bool contains(const QString& role) const {
        return owners.contains(role, Qt::CaseInsensitive) || others.contains(role, Qt::CaseInsensitive);
    }
    [[nodiscard]] bool contains(const Entry& entry) const {
        return std::any_of(entry.roles.begin(), entry.roles.end(),
                           [this](const QString& role) { return contains(role); });
    }
};

Roles rolesOf(const alert::AlertPolicy& policy) {
    Roles roles;
    const auto take = [&](const alert::CategoryRule& rule) {
        roles.owners << rule.ownerRole;
        roles.others << rule.backUpRole << rule.endRole << rule.laterEnds << rule.copyTo;
    };
    for (const auto& category : policy.categories()) {
        if (!category.actionable) continue;
        take(category);
        for (const auto& location : policy.locations())
            if (const auto here = policy.categoryAt(category.code, location.code)) take(*here);
    }
    for (const auto& finding : policy.findings()) {
        roles.owners << finding.ownerRole;
        roles.others << finding.backUpRole;
    }
    for (const auto& location : policy.locations())
        if (location.practice) roles.others << location.practice->outOfHoursRole;
    roles.director = policy.directorRole();
    roles.others << policy.officerRole() << policy.officerDeputyRole() << policy.dutyRole();
    for (auto* list : {&roles.owners, &roles.others}) {
        list->removeAll(QString());
        list->removeDuplicates();
    }
    return roles;
}

/// Collects the faults of one look. Used for one call.
class Inspection {
public:
    Inspection(const Directory& directory, const alert::AlertPolicy& policy, UtcTime now)
        : m_directory(directory), m_roles(rolesOf(policy)), m_calendar(policy.calendar()),
          m_today(m_calendar.dayOf(now)), m_rotaSpan{now, now + rotaReach} {}

    QList<Fault> faults() {
        for (const auto& role : m_roles.owners)
            vacant(Fault::Kind::NoOwner, role,
                   QStringLiteral("%1: alerts belong to this role and nobody holds it"));
        for (const auto& role : m_roles.others)
            if (!m_roles.owners.contains(role, Qt::CaseInsensitive))
                vacant(Fault::Kind::RoleVacant, role,
                       QStringLiteral("%1: the ladder needs this role and nobody holds it"));
        if (!m_roles.director.isEmpty() && !m_roles.contains(m_roles.director))
            vacant(Fault::Kind::RoleVacant, m_roles.director,
                   QStringLiteral(
                       "%1: the weekly list of what went wrong is for this role and nobody holds it"));
        for (const auto& entry : m_directory.entries)
            if (!entry.retired) inspect(entry);
        for (const auto& list : m_directory.rota.all())
            inspectRota(list);
        std::stable_sort(m_faults.begin(), m_faults.end(),
                         [](const Fault& a, const Fault& b) { return a.kind < b.kind; });
        return m_faults;
    }

private:
    void add(Fault::Kind kind, const QString& subject, const QString& words, const QDate& by = {}) {
        m_faults << Fault{kind, subject, words, by > m_today ? by : QDate()};
    }
    void vacant(Fault::Kind kind, const QString& role, const QString& words) {
        // A practice is found by its name: the role of general practitioners is held by all of them.
        for (const auto& holder : m_directory.holders(role, m_today))
            if (standInFor(m_directory, holder, m_today)) return;
        if (const auto* duty = m_directory.rota.of(role); duty && !duty->at(m_rotaSpan.from).isEmpty())
            return;
        add(kind, role, words.arg(role));
    }
    void inspect(const Entry& entry) {
        const auto& id = entry.id;
        if (entry.needsNewerVigil)
            add(Fault::Kind::NeedsNewer, id, QStringLiteral("%1: a newer Vigil changed this entry").arg(id));
        inspectCover(entry);
        if (entry.validUntil.isValid() && entry.validUntil < m_today) {
            if (m_roles.contains(entry) || isDeputy(entry))
                add(Fault::Kind::Leaver, id,
                    QStringLiteral("%1: left on %2 and still stands in the directory for %3")
                        .arg(id, entry.validUntil.toString(Qt::ISODate),
                             entry.roles.join(QStringLiteral(", "))));
            return;
        }
        if (entry.addresses.isEmpty())
            add(Fault::Kind::NoAddress, id, QStringLiteral("%1: no address").arg(id));
        else if (entry.addresses.telephone.isEmpty())
            add(Fault::Kind::NoAddress, id, QStringLiteral("%1: no telephone number").arg(id));
        if (entry.kind == Entry::Kind::Practice && entry.addresses.bypass.isEmpty())
            add(Fault::Kind::NoAddress, id, QStringLiteral("%1: no by-pass number").arg(id));
        if (!entry.verifiedOn.isValid())
            add(Fault::Kind::NotVerified, id, QStringLiteral("%1: never verified").arg(id));
        else if (entry.verifiedOn.daysTo(m_today) > verifiedForDays)
            add(Fault::Kind::NotVerified, id,
                QStringLiteral("%1: last verified on %2").arg(id, entry.verifiedOn.toString(Qt::ISODate)));
    }
    [[nodiscard]] QString local(UtcTime time) const {
        return toDateTime(time).toTimeZone(m_calendar.zone).toString(QStringLiteral("yyyy-MM-dd hh:mm"));
    }
    void inspectRota(const DutyList& list) {
        const auto holders = m_directory.holders(list.role, m_today);
        const bool hasInbox = std::any_of(holders.begin(), holders.end(), [](const Entry& entry) {
            return entry.kind == Entry::Kind::Inbox;
        });
        const auto gap = list.firstGap(m_rotaSpan);
        if (gap && !hasInbox)
            add(Fault::Kind::RotaGap, list.role,
                QStringLiteral("%1: the rota names nobody from %2, and the role has no inbox")
                    .arg(list.role, local(*gap)),
                m_calendar.dayOf(*gap));
        QSet<QString> named;
        for (const auto& shift : list.shifts) {
            const bool soon = shift.span.until > m_rotaSpan.from && shift.span.from < m_rotaSpan.until;
            if (!soon || named.contains(shift.entry)) continue;
            const auto day = m_calendar.dayOf(std::max(shift.span.from, m_rotaSpan.from));
            const auto* entry = m_directory.entry(shift.entry);
            const auto present = entry ? standInFor(m_directory, *entry, day) : std::nullopt;
            if (present && !present->addresses.telephone.isEmpty()) continue;
            named << shift.entry;
            add(Fault::Kind::RotaNobody, list.role,
                (present ? QStringLiteral("%1: %2 is on duty from %3 and has no telephone number")
                         : QStringLiteral("%1: %2 is on duty from %3, is not there and nobody stands in"))
                    .arg(list.role, shift.entry, local(shift.span.from)),
                day);
        }
    }
    [[nodiscard]] bool isDeputy(const Entry& entry) const {
        for (const auto& other : m_directory.entries)
            for (const auto& cover : other.cover)
                if (!other.retired && cover.deputy == entry.id && cover.until >= m_today) return true;
        return false;
    }
    /// The days on which something about cover may change, from today on.
    [[nodiscard]] QList<QDate> turningDays(const Entry& entry) const {
        QSet<QDate> days;
        for (const auto& cover : entry.cover) {
            if (cover.until < m_today) continue;
            days << std::max(cover.from, m_today);
            for (const auto& other : m_directory.entries)
                for (const auto& theirs : other.cover)
                    if (theirs.from >= std::max(cover.from, m_today) && theirs.from <= cover.until)
                        days << theirs.from;
        }
        auto ordered = days.values();
        std::sort(ordered.begin(), ordered.end());
        return ordered;
    }
    void inspectCover(const Entry& entry) {
        for (const auto& day : turningDays(entry)) {
            if (!entry.isValidOn(day) || standInFor(m_directory, entry, day)) continue;
            const bool circle = endsInACircle(entry, day);
            add(circle ? Fault::Kind::CoverCircle : Fault::Kind::CoverGap, entry.id,
                (circle ? QStringLiteral("%1: the leave cover of %2 leads in a circle")
                        : QStringLiteral("%1: the leave cover of %2 ends with somebody who is not there"))
                    .arg(entry.id, day.toString(Qt::ISODate)),
                day);
            return;
        }
    }
    [[nodiscard]] bool endsInACircle(const Entry& entry, const QDate& day) const {
        QSet<QString> seen;
        for (const auto* now = &entry; now && now->isValidOn(day);) {
            if (seen.contains(now->id)) return true;
            seen << now->id;
            const Entry* next = nullptr;
            for (const auto& cover : now->cover)
                if (cover.from <= day && day <= cover.until) {
                    next = m_directory.entry(cover.deputy);
                    break;
                }
            now = next;
        }
        return false;
    }

    const Directory& m_directory;
    Roles m_roles;
    alert::WorkingCalendar m_calendar;
    QDate m_today;
    Span m_rotaSpan;
    QList<Fault> m_faults;
};

} // namespace

QList<Fault> faultsOf(const Directory& directory, const alert::AlertPolicy& policy, UtcTime now) {
    return Inspection(directory, policy, now).faults();
}

} // namespace vigil::directory
