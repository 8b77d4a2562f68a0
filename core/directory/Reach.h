// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertDraft.h"
#include "core/directory/Directory.h"

#include <QTimeZone>

#include <optional>

namespace vigil::directory {

/// Somebody on the way of an alert: a person, or a role with those who hold it now.
struct Stop {
    alert::Party who;           ///< name empty = the role
    QStringList entries;        ///< ids in the directory; empty = not in it
    QList<Addresses> addresses; ///< of these entries, in their order; telephone first
    QString insteadOf;          ///< name of whoever is on leave
    QString how; ///< when it is not the usual way: "by-pass number", "the patient by telephone"

    [[nodiscard]] bool isReachable() const;
    bool operator==(const Stop&) const = default;
};

/// A moment, and the day that it is then where the department stands.
struct When {
    UtcTime now;
    QDate day;
    QTimeZone zone;
};

/// Who is reached at a moment when this person, practice or role is asked: of a role whoever is on duty by
/// the rota, else its inbox before its persons, of several persons the telephones alone; leave cover
/// followed, leavers left out. What stood in the way is added to `notes`. Pure.
[[nodiscard]] Stop stopFor(const Directory& directory, const alert::Party& asked, const When& when,
                           QStringList& notes);

/// Who answers for this entry on a day: itself, or the last of those who stand in. Nothing when the cover
/// ends in a circle or with somebody who is not there. Pure.
[[nodiscard]] std::optional<Entry> standInFor(const Directory& directory, const Entry& entry,
                                              const QDate& day);

} // namespace vigil::directory
