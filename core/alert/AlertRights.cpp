// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertRights.h"

#include "core/alert/AlertStory.h"

namespace vigil::alert {

AlertRights rightsOf(const Alert& alert, const report::User& user) {
    if (alert.facts.isEmpty()) return {};
    if (alert.facts.first().logged.event.author == user.id) return {true, true};
    const auto rules = AlertStory(alert).rules();
    const auto may = [&](const QStringList& roles) { return roles.contains(user.role, Qt::CaseInsensitive); };
    return {may(rules.mayWithdraw), may(rules.mayLower)};
}

} // namespace vigil::alert
