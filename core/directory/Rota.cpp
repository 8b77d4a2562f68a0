// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/directory/Rota.h"

#include <QJsonArray>

#include <algorithm>

namespace vigil::directory {

namespace {

std::optional<Span> spanOf(const QJsonObject& object) {
    const auto from = fromIso(object.value(QLatin1String("from")).toString());
    const auto until = fromIso(object.value(QLatin1String("until")).toString());
    if (!from || !until || *until <= *from) return std::nullopt;
    return Span{*from, *until};
}

QJsonObject toObject(const Span& span) {
    return {{QStringLiteral("from"), toIso(span.from)}, {QStringLiteral("until"), toIso(span.until)}};
}

} // namespace

void DutyList::replace(const Span& span, const QList<Shift>& with) {
    QList<Shift> kept = with;
    for (const auto& shift : shifts) {
        const auto& [from, until] = shift.span;
        if (from < span.from) kept << Shift{shift.entry, {from, std::min(until, span.from)}};
        if (until > span.until) kept << Shift{shift.entry, {std::max(from, span.until), until}};
    }
    std::sort(kept.begin(), kept.end(), [](const Shift& a, const Shift& b) {
        return std::tie(a.span.from, a.span.until, a.entry) < std::tie(b.span.from, b.span.until, b.entry);
    });
    shifts = kept;
}

QList<Shift> DutyList::at(UtcTime now) const {
    QList<Shift> onDuty;
    for (const auto& shift : shifts)
        if (shift.span.from <= now && now < shift.span.until) onDuty << shift;
    std::stable_sort(onDuty.begin(), onDuty.end(),
                     [](const Shift& a, const Shift& b) { return a.span.until > b.span.until; });
    return onDuty;
}

std::optional<UtcTime> DutyList::firstGap(const Span& span) const {
    auto covered = span.from;
    for (const auto& shift : shifts) { // by their beginning
        if (shift.span.from > covered) break;
        covered = std::max(covered, shift.span.until);
    }
    if (covered >= span.until) return std::nullopt;
    return covered;
}

const DutyList* Rota::of(const QString& role) const {
    const auto found = m_lists.constFind(role.toLower());
    return found == m_lists.constEnd() ? nullptr : &*found;
}

void Rota::replace(const QString& role, const Span& span, const QList<Shift>& with) {
    auto& list = m_lists[role.toLower()];
    list.role = role;
    list.replace(span, with);
}

QJsonObject toObject(const RotaChange& change) {
    auto object = toObject(change.span);
    QJsonArray shifts;
    for (const auto& shift : change.shifts) {
        auto each = toObject(shift.span);
        each.insert(QStringLiteral("entry"), shift.entry);
        shifts << each;
    }
    object.insert(QStringLiteral("role"), change.role);
    object.insert(QStringLiteral("shifts"), shifts);
    return object;
}

std::optional<RotaChange> rotaChangeFromObject(const QJsonObject& object) {
    const auto span = spanOf(object);
    RotaChange change{object.value(QLatin1String("role")).toString(), span.value_or(Span{}), {}};
    if (!span || change.role.isEmpty()) return std::nullopt;
    for (const auto& value : object.value(QLatin1String("shifts")).toArray()) {
        const auto each = value.toObject();
        const auto when = spanOf(each);
        if (!when) return std::nullopt;
        change.shifts << Shift{each.value(QLatin1String("entry")).toString(), *when};
    }
    return change;
}

} // namespace vigil::directory
