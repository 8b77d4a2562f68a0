// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/LogFiller.h"

#include <QElapsedTimer>

#include <array>
#include <atomic>
#include <thread>

namespace vigil::app {

namespace {

constexpr int reportsPerAlert = 5;
constexpr int eventsPerCase = MadeEvents::eventsOfClosedAlert + reportsPerAlert;
constexpr std::chrono::days logAge{730};
constexpr std::chrono::days openFor{14};
/// The log takes one append at a time; while it does, the other side makes its events.
constexpr int sides = 2;

Error refused(const sync::Appended& answer) {
    return {Error::Code::Internal, QStringLiteral("The department did not take an event of the measurement."),
            answer.reason};
}

/// Appends all; anything but "accepted" is a fault of the measurement.
Result<void> put(sync::Department& department, const QList<journal::Event>& events) {
    VIGIL_TRY(const auto answers, department.append(events, {}));
    for (const auto& answer : answers)
        if (answer.outcome != sync::Appended::Outcome::Accepted) return refused(answer);
    return {};
}

/// A login with its connection.
struct Author {
    MadeEvents made;
    std::unique_ptr<sync::PostgresDepartment> department;
};

MadeEvents::History aCase(MadeEvents& made, UtcTime at) {
    auto history = made.closedAlert(at);
    for (int i = 0; i < reportsPerAlert; ++i)
        history << made.signedReport(at + std::chrono::minutes(i));
    return history;
}

} // namespace

/// One thread's part of the log.
struct LogFiller::Share {
    int number = 0;
    qint64 cases = 0;
    int openAlerts = 0;
    UtcTime now;
    std::chrono::steady_clock::time_point until;
    std::atomic<qint64>* written = nullptr;
    Result<void> outcome{};
};

QList<journal::Event> closedWork(MadeEvents& made, UtcTime at, int count) {
    QList<journal::Event> events;
    while (events.size() < count)
        events << aCase(made, at);
    return events;
}

Result<void> LogFiller::fillShare(Share& share) const {
    std::vector<Author> authors;
    for (int login = share.number; login < logins; login += sides) {
        const auto name = PrivateDepartment::login(login + 1);
        authors.push_back(
            {MadeEvents(m_policy, name, static_cast<quint32>(login)), m_department.connection(name)});
    }
    std::size_t turn = 0;
    const auto send = [&](const QList<journal::Event>& events) -> Result<void> {
        VIGIL_CHECK(put(*authors[turn].department, events));
        *share.written += events.size();
        turn = (turn + 1) % authors.size();
        return {};
    };
    constexpr int casesPerBatch = batch / eventsPerCase;
    for (qint64 done = 0; done < share.cases && std::chrono::steady_clock::now() < share.until;
         done += casesPerBatch) {
        const auto age = logAge - (logAge - std::chrono::hours(30)) * done / share.cases;
        const auto count = std::min<qint64>(casesPerBatch, share.cases - done) * eventsPerCase;
        VIGIL_CHECK(send(closedWork(authors[turn].made,
                                    share.now - std::chrono::duration_cast<std::chrono::microseconds>(age),
                                    static_cast<int>(count))));
    }
    QList<journal::Event> open;
    for (int done = 0; done < share.openAlerts; ++done) {
        const auto age = std::chrono::minutes(5) + std::chrono::minutes(openFor) * done / share.openAlerts;
        open << authors[turn].made.openAlert(share.now - age);
        if (open.size() < batch && done + 1 < share.openAlerts) continue;
        VIGIL_CHECK(send(open));
        open.clear();
    }
    return {};
}

Result<Filled> LogFiller::fill(qint64 events, int openAlerts, std::chrono::seconds atMost) {
    constexpr int eventsPerOpenAlert = 2;
    constexpr std::chrono::milliseconds tick{200};
    const auto cases = std::max<qint64>(events - qint64(openAlerts) * eventsPerOpenAlert, 0) / eventsPerCase;
    QElapsedTimer timer;
    timer.start();
    std::atomic<qint64> written = 0;
    std::atomic<int> running = sides;
    std::array<Share, sides> shares;
    std::vector<std::jthread> threads;
    for (int side = 0; side < sides; ++side) {
        auto& share = shares.at(static_cast<std::size_t>(side));
        share = {side,
                 (cases + side) / sides,
                 (openAlerts + side) / sides,
                 SystemClock().now(),
                 std::chrono::steady_clock::now() + atMost,
                 &written};
        threads.emplace_back([this, &share, &running] {
            share.outcome = fillShare(share);
            --running;
        });
    }
    for (qint64 said = 0; running > 0; std::this_thread::sleep_for(tick)) {
        if (written - said < events / 5) continue;
        said = written;
        m_say(
            QStringLiteral("%L1 of %L2 events after %3 s").arg(said).arg(events).arg(timer.elapsed() / 1000));
    }
    threads.clear();
    for (const auto& share : shares)
        VIGIL_CHECK(share.outcome);
    return Filled{written, openAlerts, static_cast<double>(timer.nsecsElapsed()) / 1e9};
}

Result<void> LogFiller::age(PrivateDepartment& department) {
    return department.asAdministrator({"UPDATE vigil.aggregate_activity a SET last_at = e.occurred_at FROM "
                                       "vigil.event e WHERE e.seq = a.last_seq",
                                       "VACUUM (ANALYZE)", "CHECKPOINT"});
}

} // namespace vigil::app
