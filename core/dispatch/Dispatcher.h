// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/dispatch/Decide.h"
#include "core/dispatch/Heartbeat.h"
#include "core/dispatch/Notices.h"
#include "core/dispatch/Turn.h"
#include "core/dispatch/WeeklyList.h"
#include "core/store/AlertStore.h"
#include "core/store/DataFolder.h"
#include "core/store/FollowUpStore.h"
#include "core/sync/Department.h"
#include "core/sync/SyncEngine.h"

#include <QHash>
#include <QSet>

#include <chrono>
#include <functional>

namespace vigil::dispatch {

/// What one round came to.
struct DispatchRound {
    bool ours = false; ///< false: another dispatcher of the department has the turn
    int escalated = 0; ///< rungs of alerts, and follow-ups brought to the officer
    int reminded = 0;  ///< of follow-ups
    int queued = 0;
    int sent = 0;
    int failed = 0;
    std::optional<Error> fault; ///< why it could not do what it has to; then it does not beat
    QStringList undelivered;    ///< destinations to which messages do not get through
    /// Why reporting tools do not see how alerts stand. Nobody's alert waits for that.
    std::optional<Error> statesFault{};

    bool operator==(const DispatchRound&) const = default;
};

/// Carries the ladders out: reads the log, appends what is due, and once it has read that back queues the
/// notices. It keeps nothing: each round follows from the log and the outbox, and every id from what it
/// answers to, so that a crash anywhere, a lost answer or a second dispatcher lead to the same events.
/// Without thread and timer; one instance belongs to one thread.
class Dispatcher {
public:
    struct Options {
        QString user; ///< author of its events: its login
        QString device;
        std::chrono::seconds turnLasts{45};  ///< shorter than the patience of the lock
        std::chrono::seconds lateAfter{120}; ///< a message that waits so long is said to be undelivered
        std::chrono::seconds beatLasts = dispatch::beatLasts; ///< shorter in tests alone
        /// The list of alerts that went wrong goes to this role by mail.
        struct Weekly {
            WeeklyTime time;
            QTimeZone zone; ///< of the policy
            QString role;
        };
        /// Asked in each round, for a new policy may name another role; empty: the list is only printed.
        std::function<Weekly()> weekly{};
        /// Whether a PACS has not answered for a day whoever looks for follow-ups; asked in each round, on
        /// its thread.
        std::function<bool()> pacsSilent{};
    };
    /// What it works with; all of it must outlive it and, but for `turn`, is its alone.
    struct Parts {
        sync::SyncEngine& log; ///< of the department: makes the mirror follow
        sync::Department& department;
        TurnLock& lock;
        Turn& turn;
        store::DataFolder& data;
        const store::AlertStore& alerts;
        const store::FollowUpStore& followUps;
        const store::JournalStore& journal;
        AddressBook& addresses;
        const Channels& channels;
        const Clock& clock;
    };

    Dispatcher(Options options, Parts parts) : m_options(std::move(options)), m_parts(parts) {}

    DispatchRound dispatchOnce(std::stop_token stop);

private:
    struct Candidate;
    using MakeMessage = std::function<sync::OutboxMessage(const alert::Fact& queued, const Address& address)>;
    /// What follows from the log as it is mirrored now.
    struct Work {
        QList<journal::Event> events;
        QList<sync::OutboxMessage> rows;
        QList<std::pair<QString, QString>> settled; ///< destination, message: another dispatcher sent it
        /// What had ended when they were to go does not any more.
        QList<std::pair<QString, QString>> revived;
        QSet<QString> alive; ///< what messages may be about; those about what is over do not go out any more
        QSet<QString> aliveMessages; ///< of what is over, these do
    };

    Result<void> carryOut(DispatchRound& round, std::stop_token stop);
    Result<void> follow(std::stop_token stop);
    Result<void> sayStarted(std::stop_token stop);
    Result<Work> lookAt(DispatchRound& round);
    QList<Candidate> lookAtAlerts(const QList<alert::Alert>& alerts, DispatchRound& round, Work& work) const;
    QList<Candidate> lookAtFollowUps(const QList<followup::FollowUp>& followUps, DispatchRound& round,
                                     Work& work) const;
    [[nodiscard]] Way wayTo(const QString& role) const;
    /// One candidate a mailbox of whoever is sent the weekly list, while it is due; whoever has none becomes
    /// a failure in the log.
    Result<QList<Candidate>> lookAtWeeklyList(Work& work);
    /// What was delivered while somebody acted or it ended: the log is to know that they have it.
    static QList<Candidate> onTheirWay(const alert::Alert& alert, const QList<Candidate>& asked);
    [[nodiscard]] QList<Address> addressesFor(const Telling& telling) const;
    /// One candidate an address; whoever has none becomes a failure in the log.
    QList<Candidate> candidatesOf(const journal::AggregateKey& about, const QList<alert::Fact>& facts,
                                  const QList<Telling>& tellings, const MakeMessage& make, Work& work) const;
    Result<void> weigh(const QList<Candidate>& candidates, Work& work);
    Result<void> keep(const Work& work);
    Result<void> append(const QList<journal::Event>& events, std::stop_token stop);
    Result<QList<alert::Alert>> openAlerts();
    Result<QList<followup::FollowUp>> openFollowUps();
    Result<void> beat(DispatchRound& round, std::stop_token stop);
    Result<QStringList> undelivered();
    /// Tells the department how those alerts stand that have changed since this process told it.
    Result<void> publishStates(std::stop_token stop);
    [[nodiscard]] journal::Event eventOf(const QString& kind, const QUuid& id,
                                         const journal::AggregateKey& about, QJsonObject data) const;
    [[nodiscard]] UtcTime departmentNow() const;

    Options m_options;
    Parts m_parts;
    qint64 m_clockOffsetMs = 0;
    QUuid m_logId;
    QUuid m_startedIn; ///< the log that was told that there is a dispatcher
    QSet<QString> m_saidUndelivered;
    bool m_saidPacsSilent = false;
    QHash<QString, qint64> m_published; ///< alert -> last event that was folded; forgotten with the process
};

} // namespace vigil::dispatch
