// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertStory.h"

#include <QList>
#include <QSet>

#include <chrono>
#include <functional>

/// What the dispatcher has to do, as a pure function of the log and the time. Any thread.
namespace vigil::dispatch {

/// A rung that is due and not in the log. Its event id follows from what it answers to, so that however many
/// dispatchers see it, the log takes it once.
struct Escalation {
    QString alertId;
    QUuid eventId;
    QUuid ladder; ///< the event that began the ladder
    int step = 0;
    QList<int> skipped; ///< rungs that became due meanwhile and are not brought in any more
    QString role;
    UtcTime dueAt;
    QStringList insteadOf{}; ///< the roles whose turn it was, and whom nobody knows how to reach now

    bool operator==(const Escalation&) const = default;
};

/// Somebody who has to be told; once since the event that asks them, past the last rung once each time it
/// comes round.
struct Telling {
    using What = alert::AlertStory::Asked::What;
    alert::Party to;
    int rung = 0;
    QUuid since{}; ///< null: once for all
    What what = What::Act;
    bool beside = false; ///< a copy, beside whoever is asked
    /// Of a correction: the outbox destinations by which what it corrects went. Empty: whatever there is.
    QStringList only{};

    bool operator==(const Telling&) const = default;
};
struct AlertTellings {
    QString alertId;
    QList<Telling> tellings;

    bool operator==(const AlertTellings&) const = default;
};

struct Decision {
    QList<Escalation> escalations;
    QList<AlertTellings> tellings;
    /// Somebody is looked for: what waits to be sent about them goes out, whomever it is for.
    QSet<QString> sought{};
};

/// An act can be undone at once: notices other than critical wait so long.
constexpr std::chrono::seconds secondThoughts{15};

/// By what anybody who holds a role is found at this moment, by directory, leave cover and address book. Of
/// the more the better: whom a message finds is usually telephoned as well.
enum class Way { None, Telephone, Message };
using WayTo = std::function<Way(const QString& role)>;

/// Judges by what the log has accepted alone: what is pending here may never come to be. `now` is the
/// department's time. A rung is for whoever holds its role now: when nobody does, and somebody of a later
/// rung, a later end or the officer does, that one is brought in at once. Where a voice is asked for a
/// telephone is enough; else a message is, because nobody is asked to telephone. The limits are those of the
/// alert.
[[nodiscard]] Decision decide(
    const QList<alert::Alert>& alerts, UtcTime now,
    const WayTo& wayTo = [](const QString&) { return Way::Message; });

/// Without what is pending on this computer.
[[nodiscard]] alert::Alert acceptedPart(const alert::Alert& alert);

/// The parent of every id that is derived for an alert.
[[nodiscard]] QUuid idSpaceOf(const QString& alertId);
[[nodiscard]] QUuid escalationId(const QString& alertId, const QUuid& ladder, int step);

} // namespace vigil::dispatch
