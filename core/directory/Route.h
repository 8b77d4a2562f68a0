// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertDraft.h"
#include "core/alert/AlertPolicy.h"
#include "core/directory/Reach.h"

namespace vigil::directory {

/// Where an alert goes. Times are the policy's and not asked here.
struct Route {
    Stop owner;
    Stop backUp;
    Stop end;                   ///< end of the ladder
    QList<Stop> closedPractice; ///< in order, while the practice is closed; empty otherwise
    QStringList notes;          ///< leave cover, what is missing, both practices; for the time line
    QString noRoute;            ///< why nobody can be reached; empty = somebody can

    [[nodiscard]] bool hasRoute() const { return noRoute.isEmpty(); }
    bool operator==(const Route&) const = default;
};

/// Asks policy and directory for the way of an alert at this moment: leave cover and opening hours are those
/// of `now`. `draft` names finding, category, location and practices, and whom the reporter chose; what it
/// leaves empty is the policy's. Pure.
[[nodiscard]] Route routeOf(const alert::AlertPolicy& policy, const Directory& directory,
                            const alert::AlertDraft& draft, UtcTime now);

/// What an event says of a route: names, roles, ids and notes. Addresses stay out of it: they are asked anew
/// when a message goes.
[[nodiscard]] QJsonObject toObject(const Route& route);

/// Is a practice open, and when does it open next? Pure.
[[nodiscard]] bool isOpen(const alert::OpeningHours& hours, const alert::WorkingCalendar& calendar,
                          UtcTime now);
[[nodiscard]] UtcTime nextOpening(const alert::OpeningHours& hours, const alert::WorkingCalendar& calendar,
                                  UtcTime now);

} // namespace vigil::directory
