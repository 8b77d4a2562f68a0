// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertPolicy.h"
#include "core/directory/Directory.h"

namespace vigil::directory {

/// How long a verification counts.
inline constexpr int verifiedForDays = 90;
/// How far ahead the rota has to reach.
inline constexpr std::chrono::days rotaReach{7};

/// Something in the directory that would cost an alert its way.
struct Fault {
    enum class Kind {
        NoOwner,
        RoleVacant,
        NoAddress,
        Leaver,
        NotVerified,
        CoverCircle,
        CoverGap,
        RotaGap,    ///< nobody is on duty, and the role has no inbox
        RotaNobody, ///< the rota names somebody who is not there or has no telephone
        NeedsNewer
    };
    Kind kind = Kind::NoOwner;
    QString subject; ///< id of an entry, or a role
    QString words;   ///< plain English, for the officer's list
    QDate by{};      ///< the day from which on it costs an alert its way; invalid = it does so now

    bool operator==(const Fault&) const = default;
};

/// What is wrong before an alert needs it: no owner, no address, a leaver who is still routed to, not
/// verified for 90 days, a role that nobody holds, leave cover that ends in a circle or with nobody, a rota
/// that ends or leads to nobody within a week. The worst first. Pure.
[[nodiscard]] QList<Fault> faultsOf(const Directory& directory, const alert::AlertPolicy& policy,
                                    UtcTime now);

} // namespace vigil::directory
