// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/journal/Event.h"
#include "core/journal/Projection.h"
#include "core/study/Patient.h"

#include <QList>
#include <QString>
#include <QStringList>
#include <QUuid>

#include <chrono>
#include <functional>
#include <stop_token>
#include <variant>

namespace vigil::sync {

struct Hello {
    QUuid logId;
    int schema = 0;
    QString minimumClient;
    UtcTime serverTime;
    QStringList workRoles{}; ///< in which this login works; empty: the department does not say
};

/// The answer to one appended event.
struct Appended {
    enum class Outcome { Accepted, Duplicate, Conflict, Refused };
    Outcome outcome = Outcome::Refused;
    qint64 seq = 0;
    QString reason; ///< for Conflict and Refused, plain English; for Accepted what the department flagged,
                    ///< mostly empty
};

/// Events after a position, or the news that this position is not on the chain any more.
struct Batch {
    QList<journal::LoggedEvent> events; ///< in order of seq, sealed parts left out
    journal::Position head;             ///< of the whole log when it was read
};
struct Fork {
    journal::Position head; ///< of the log as it is now
};
using Since = std::variant<Batch, Fork>;

/// A working set for a new client: all events of open aggregates, and the head from which to go on.
struct Bootstrap {
    QList<journal::LoggedEvent> events;
    journal::Position head;
};

/// All events of the newest alerts about a patient, an alert after the other, and how many older ones there
/// are besides.
struct AlertsAbout {
    QList<journal::LoggedEvent> events;
    int more = 0;
};

/// Of so many alerts at most.
inline constexpr int alertsAboutAtMost = 50;

/// The topic of the windows that are open, by device.
inline const QString windowTopic = QStringLiteral("client");

/// Something momentary: who has a study open, who is here. Expires by server time; never an event.
struct Presence {
    QString topic; ///< "claim", "open", "client", "dispatcher"
    QString key; ///< Study Instance UID for "claim"; the same with "@" and the device for "open"; the device
                 ///< for "client"
    QString holder;
    QString device;
    UtcTime until;

    bool operator==(const Presence&) const = default;
};

/// What ended a wait for news; nothing of it when the time was over or somebody called wake().
struct News {
    bool log = false;        ///< events were appended
    bool presence = false;   ///< a lease changed hands
    bool connection = false; ///< a new connection: what happened before it began to listen is not known

    bool operator==(const News&) const = default;
};

/// The department queue (port): an append-only log of events with presence beside it. Blocking; every call
/// has a deadline and answers Timeout, never hangs. One instance belongs to one thread.
class Department {
public:
    virtual ~Department() = default;
    virtual Result<Hello> hello(std::stop_token stop) = 0;
    /// One answer an event, in order; a bad event never takes a good one with it.
    virtual Result<QList<Appended>> append(const QList<journal::Event>& events, std::stop_token stop) = 0;
    virtual Result<Since> since(const QUuid& logId, const journal::Position& from, int limit,
                                std::stop_token stop) = 0;
    virtual Result<Bootstrap> bootstrap(std::stop_token stop) = 0;
    /// The same, handed to `take` in pages of about `size` events, so that nobody has to hold all of them;
    /// answers the head. An error of `take` ends it. `take` is called for one page at a time, in their order
    /// and before this returns, but maybe on another thread: while the next page is on its way.
    using Page = std::function<Result<void>(const QList<journal::LoggedEvent>&)>;
    virtual Result<journal::Position> bootstrapByPages(int size, const Page& take, std::stop_token stop);
    virtual Result<QList<journal::LoggedEvent>> history(const QString& aggregateKind,
                                                        const QString& aggregateId, std::stop_token stop) = 0;
    /// What was raised about a patient in the whole log, whether it is over or not. An issuer that one side
    /// does not name is no difference; nobody has an empty id.
    virtual Result<AlertsAbout> alertsAbout(const study::PatientKey& patient, std::stop_token stop) = 0;
    /// The hash at a sequence number, for finding the last common point after a fork; NotFound past the end.
    virtual Result<QByteArray> hashAt(qint64 seq, std::stop_token stop) = 0;
    /// The sealed part of an event (JSON), for its own author and for roles that may; the department records
    /// who asked.
    virtual Result<QByteArray> reveal(const QUuid& eventId, std::stop_token stop);
    /// The first event from..until that the department itself finds damaged, sealed parts included, which
    /// nobody else can check; 0 when all fit. Denied for logins without the right to ask.
    virtual Result<qint64> firstBad(qint64 from, qint64 until, std::stop_token stop);
    /// The fold says that an aggregate is over, its last event was `lastSeq`: new clients need not be given
    /// it. Denied for everybody but the dispatcher.
    virtual Result<void> settle(const journal::AggregateKey& aggregate, qint64 lastSeq, std::stop_token stop);
    /// How alerts stand, for whoever reads the database itself: a JSON array of rows (dispatch::stateRow).
    /// Rows that are there already as they are cost nothing. Denied for everybody but the dispatcher.
    virtual Result<void> keepAlertStates(const QByteArray& rows, std::stop_token stop);
    /// Takes or renews; Conflict names the holder (its detail is the holder's user id) when somebody else has
    /// it. `lease` 0 lets go.
    virtual Result<void> setPresence(const QString& topic, const QString& key, std::chrono::seconds lease,
                                     std::stop_token stop) = 0;
    /// What has not run out. Of windows also what ran out within the last seven days without having been let
    /// go: a computer that went out of sight, and may hold what nobody has seen yet.
    virtual Result<QList<Presence>> presence(const QString& topic, std::stop_token stop) = 0;
    /// Waits until the log or presence may have changed (NOTIFY), `wake()` is called, or the time is over.
    virtual Result<News> waitForNews(std::chrono::milliseconds atMost, std::stop_token stop) = 0;
    /// Ends waitForNews() early; callable from any thread.
    virtual void wake() = 0;
};

} // namespace vigil::sync
