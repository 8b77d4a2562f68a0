// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertContacts.h"

#include "core/study/Patient.h"

namespace vigil::alert {

namespace {

bool isSameRole(const Party& a, const Party& b) {
    return !a.role.isEmpty() && a.role.compare(b.role, Qt::CaseInsensitive) == 0;
}

void add(QList<Party>& list, const Party& who) {
    for (const auto& each : list)
        if (each.name == who.name && (each.role == who.role || isSameRole(each, who))) return;
    list << who;
}

} // namespace

void AlertContacts::told(const Party& who) {
    if (!who.isEmpty()) add(m_told, who);
}

void AlertContacts::toldTooLate(const Party& who) {
    if (who.isEmpty()) return;
    add(m_told, who);
    add(m_toTell, who);
}

void AlertContacts::knows(const Party& who) {
    m_toTell.removeIf([&](const Party& each) {
        if (each.name.isEmpty() || who.name.isEmpty()) return isSameRole(each, who);
        return study::isSamePerson(each.name, who.name);
    });
}

} // namespace vigil::alert
